/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.BatchStatus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The IDs of the files of an ended job.
 *
 * @param input file with the requests, or null
 * @param output file with the responses, or null
 * @param error file with the rejected requests, or null
 */
public record ResultFileIds(String input, String output, String error) {

    /**
     * Returns the files in the attributes from PollBatchStatus. Empty if the job had not ended, or a file was missing
     * although the job counts requests for it, so that it may have appeared since.
     *
     * @param attributes returns the value of an attribute, or null
     */
    public static Optional<ResultFileIds> ofAttributes(final UnaryOperator<String> attributes) {
        final boolean ended =
                new BatchStatus(attributes.apply(VoyageAttributes.BATCH_STATUS)).phase() != BatchPhase.RUNNING;
        final ResultFileIds ids = new ResultFileIds(
                AttributeValues.readId(attributes.apply(VoyageAttributes.INPUT_FILE_ID)),
                AttributeValues.readId(attributes.apply(VoyageAttributes.OUTPUT_FILE_ID)),
                AttributeValues.readId(attributes.apply(VoyageAttributes.ERROR_FILE_ID)));
        final boolean outputMissing =
                ids.output == null && !"0".equals(attributes.apply(VoyageAttributes.REQUESTS_COMPLETED));
        final boolean errorsMissing =
                ids.error == null && !"0".equals(attributes.apply(VoyageAttributes.REQUESTS_FAILED));
        return ended && !outputMissing && !errorsMissing && (ids.output != null || ids.error != null)
                ? Optional.of(ids)
                : Optional.empty();
    }

    public static ResultFileIds of(final Batch batch) {
        return new ResultFileIds(batch.inputFileId(), batch.outputFileId(), batch.errorFileId());
    }

    /**
     * Returns the files to read, output first.
     */
    public List<String> results() {
        return Stream.of(output, error).filter(Objects::nonNull).toList();
    }

    /**
     * Returns all files.
     */
    public List<String> all() {
        return Stream.of(input, output, error).filter(Objects::nonNull).toList();
    }

    /**
     * Returns the attributes of the files that exist.
     */
    Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.INPUT_FILE_ID, input);
        attributes.put(VoyageAttributes.OUTPUT_FILE_ID, output);
        attributes.put(VoyageAttributes.ERROR_FILE_ID, error);
        attributes.values().removeIf(Objects::isNull);
        return attributes;
    }
}
