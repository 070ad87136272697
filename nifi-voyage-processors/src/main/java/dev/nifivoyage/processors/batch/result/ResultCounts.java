/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import java.util.Optional;

/**
 * What was found in a job's result files.
 *
 * @param lines lines that are not blank
 * @param repeated lines for a request that had an outcome already
 * @param malformed lines that could not be read
 * @param firstMalformed where and why the first malformed line could not be read, or null
 * @param unasked requests with an outcome that no record asked for
 * @param tokens billed tokens of all answers, each request counted once
 * @param filesGone files that do not exist any more
 */
public record ResultCounts(
        long lines, long repeated, long malformed, String firstMalformed, long unasked, long tokens, int filesGone) {

    /**
     * Whether each line was the only one of a request that a record asked for.
     */
    public boolean isClean() {
        return repeated == 0 && malformed == 0 && unasked == 0;
    }

    /**
     * What no job of CreateBatchEmbedding should have, in words.
     */
    public Optional<String> surprises() {
        return isClean()
                ? Optional.empty()
                : Optional.of("%d repeated, %d unasked and %d malformed lines%s"
                        .formatted(
                                repeated,
                                unasked,
                                malformed,
                                firstMalformed == null ? "" : ", the first malformed one being " + firstMalformed));
    }

    /**
     * The tally after the join, when it is known what no record asked for.
     */
    public ResultCounts withUnasked(final long more) {
        return new ResultCounts(lines, repeated, malformed, firstMalformed, unasked + more, tokens, filesGone);
    }
}
