/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.output.RoutedRecords;

import java.util.Optional;

/**
 * The result of joining the records of a FlowFile with the results of its batch job.
 *
 * @param routed the successful, rejected, and unprocessed records; a record is unprocessed if its request never ran or
 *     failed temporarily
 * @param readCount number of records read
 * @param cachedCount number of successful records whose vector came from the cache
 * @param emptyTexts number of empty texts that were not sent with the other texts of their records
 * @param temporaryFailures unprocessed records whose request failed temporarily
 */
public record JoinedRecords(
        RoutedRecords routed, long readCount, long cachedCount, long emptyTexts, TemporaryFailures temporaryFailures) {

    /**
     * Returns a message if the numbers do not add up.
     *
     * @param expectedRecords number of records when the job was created; null if unknown
     */
    public Optional<String> mismatch(final Long expectedRecords) {
        final long embedded = routed.successCount();
        final long rejected = routed.rejectedCount();
        final long unprocessed = routed.unprocessedCount();
        final long sum = embedded + rejected + unprocessed;
        if (sum != readCount) {
            return Optional.of("%d embedded + %d rejected + %d unprocessed = %d records, but %d were read"
                    .formatted(embedded, rejected, unprocessed, sum, readCount));
        }
        if (expectedRecords != null && expectedRecords != readCount) {
            return Optional.of(
                    "%d embedded + %d rejected + %d unprocessed = %d records, but the batch job was created for %d: the content of the FlowFile has changed since"
                            .formatted(embedded, rejected, unprocessed, readCount, expectedRecords));
        }

        return Optional.empty();
    }

    /**
     * Returns a message if there are results, but none for any of the records. Routing the records to unprocessed
     * instead would invite sending them again, and paying for them again.
     */
    public Optional<String> noOverlap(final ResultCounts counts) {
        return routed.successCount() == cachedCount && routed.unprocessedCount() > 0 && counts.unmatched() > 0
                ? Optional.of(
                        "None of the %d results of the batch job matches any of the %d records: set the Record Reader, record paths, and parameters as for its creation, and route the FlowFile back"
                                .formatted(counts.unmatched(), readCount))
                : Optional.empty();
    }
}
