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
 * Where the records of a FlowFile ended.
 *
 * @param records records read
 * @param embedded records with a vector
 * @param failed records with an error
 * @param unprocessed records that never ran
 * @param cached records among the embedded ones whose vector came from the cache
 */
public record RecordCounts(long records, long embedded, long failed, long unprocessed, long cached) {

    /**
     * What does not add up.
     *
     * @param expectedRecords records that were counted when the job was made, or null when that is not known
     */
    public Optional<String> mismatch(final Long expectedRecords) {
        final long sum = embedded + failed + unprocessed;
        if (sum != records) {
            return Optional.of("%d embedded + %d failed + %d unprocessed = %d records, but %d were read"
                    .formatted(embedded, failed, unprocessed, sum, records));
        }
        if (expectedRecords != null && expectedRecords != records) {
            return Optional.of(
                    "%d embedded + %d failed + %d unprocessed = %d records, but the job was made for %d: the FlowFile's content has changed since"
                            .formatted(embedded, failed, unprocessed, records, expectedRecords));
        }

        return Optional.empty();
    }

    /**
     * Why the results cannot be those of these records: there are some, but none for any record. Sending the records again would pay for them again.
     */
    public Optional<String> strangers(final ResultCounts counts) {
        return embedded == cached && unprocessed > 0 && counts.unasked() > 0
                ? Optional.of(
                        "None of the job's %d results belongs to any of the %d records: reader, text record path or parameters differ from those the job was made with"
                                .formatted(counts.unasked(), records))
                : Optional.empty();
    }
}
