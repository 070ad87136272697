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
 * Where the rows of a FlowFile ended.
 *
 * @param rows rows read
 * @param embedded rows with a vector
 * @param failed rows with an error
 * @param unprocessed rows that never ran
 * @param cached rows among the embedded ones whose vector came from the cache
 */
public record RowAccount(long rows, long embedded, long failed, long unprocessed, long cached) {

    /**
     * What does not add up.
     *
     * @param expectedRows rows that were counted when the job was made, or null when that is not known
     */
    public Optional<String> mismatch(final Long expectedRows) {
        final long sum = embedded + failed + unprocessed;
        if (sum != rows) {
            return Optional.of("%d embedded + %d failed + %d unprocessed = %d rows, but %d were read".formatted(embedded, failed, unprocessed, sum, rows));
        }
        if (expectedRows != null && expectedRows != rows) {
            return Optional.of("%d embedded + %d failed + %d unprocessed = %d rows, but the job was made for %d: the FlowFile's content has changed since"
                .formatted(embedded, failed, unprocessed, rows, expectedRows));
        }

        return Optional.empty();
    }

    /**
     * Why the results cannot be those of these rows: there are some, but none for any row. Sending the rows again would pay for them again.
     */
    public Optional<String> strangers(final ResultTally tally) {
        return embedded == cached && unprocessed > 0 && tally.unasked() > 0
            ? Optional.of("None of the job's %d results belongs to any of the %d rows: reader, text record path or parameters differ from those the job was made with".formatted(tally.unasked(), rows))
            : Optional.empty();
    }
}
