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
 * The number of lines in the result files of a job by kind.
 *
 * @param lines number of lines that are not blank
 * @param repeated number of lines for a request that already had an outcome
 * @param malformed number of lines that could not be read
 * @param firstMalformed position and error of the first malformed line, or null
 * @param unmatched number of outcomes that match no record
 * @param tokens number of billed tokens, each request counted once
 * @param filesMissing number of files that no longer exist
 */
public record ResultCounts(
        long lines,
        long repeated,
        long malformed,
        String firstMalformed,
        long unmatched,
        long tokens,
        int filesMissing) {

    /**
     * Returns whether each line was the only one of its request and matched a record.
     */
    public boolean isClean() {
        return repeated == 0 && malformed == 0 && unmatched == 0;
    }

    /**
     * Describes the lines that no job of CreateBatchEmbedding should have.
     */
    public Optional<String> anomalies() {
        return isClean()
                ? Optional.empty()
                : Optional.of("%d repeated, %d unmatched, and %d malformed lines%s"
                        .formatted(
                                repeated,
                                unmatched,
                                malformed,
                                firstMalformed == null ? "" : "; the first malformed: " + firstMalformed));
    }

    /**
     * Returns the counts after the join, with outcomes that match no record.
     */
    public ResultCounts withUnmatched(final long more) {
        return new ResultCounts(lines, repeated, malformed, firstMalformed, unmatched + more, tokens, filesMissing);
    }
}
