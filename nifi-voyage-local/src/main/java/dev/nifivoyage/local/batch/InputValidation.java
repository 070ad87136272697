/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import dev.nifivoyage.local.endpoint.Endpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads an input file once: checks each line, that custom_ids are unique and that there are not too many lines. Source
 * of the codes: those of OpenAI's API, as Voyage documents none.
 */
final class InputValidation {

    private static final int MAXIMUM_ERRORS = 100;

    private final Endpoint endpoint;
    private final int maximumInputs;
    private final boolean badLineFailsBatch;

    InputValidation(final Endpoint endpoint, final int maximumInputs, final boolean badLineFailsBatch) {
        this.endpoint = endpoint;
        this.maximumInputs = maximumInputs;
        this.badLineFailsBatch = badLineFailsBatch;
    }

    Result check(final FileChannel channel) throws IOException {
        final InputIndex index = new InputIndex();
        final List<ValidationError> errors = new ArrayList<>();
        final Set<String> customIds = new HashSet<>();
        final Set<Integer> repeated = new HashSet<>();
        final InputLines lines = new InputLines(channel);
        int lineNumber = 0;
        while (lines.next()) {
            lineNumber++;
            if (lines.isBlank()) {
                continue;
            }
            if (index.size() == maximumInputs) {
                return Result.failed(new ValidationError(
                        "too_many_tasks",
                        null,
                        "The input file has more than " + maximumInputs + " requests, the maximum of a batch.",
                        null));
            }
            final InputLine line = InputLine.parse(lines.bytes(), lines.length(), lineNumber, endpoint);
            ValidationError error = line.error();
            if (line.customId() != null && !customIds.add(line.customId()) && error == null) {
                error = new ValidationError(
                        "duplicate_custom_id",
                        lineNumber,
                        "The custom_id '" + line.customId() + "' is used by an earlier line.",
                        "custom_id");
                repeated.add(index.size());
            }
            if (error != null && badLineFailsBatch && errors.size() < MAXIMUM_ERRORS) {
                errors.add(error);
            }
            index.add(
                    lines.offset(),
                    lines.length(),
                    lineNumber,
                    line.body() == null ? 0 : endpoint.countTexts(line.body()));
        }
        if (index.size() == 0) {
            return Result.failed(new ValidationError("empty_file", null, "The input file is empty.", null));
        }
        return new Result(index, repeated, errors);
    }

    /**
     * @param repeated requests whose custom_id an earlier one has; empty when such a request fails the batch
     * @param errors empty when the batch may start
     */
    record Result(InputIndex index, Set<Integer> repeated, List<ValidationError> errors) {

        private static Result failed(final ValidationError error) {
            return new Result(new InputIndex(), Set.of(), List.of(error));
        }
    }
}
