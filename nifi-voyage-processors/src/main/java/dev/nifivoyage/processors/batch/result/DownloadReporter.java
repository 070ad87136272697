/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import org.apache.nifi.logging.ComponentLog;

/**
 * Warns of results that are missing, unusable, or not cached.
 */
final class DownloadReporter {
    private final Download download;
    private final ComponentLog logger;

    DownloadReporter(final Download download, final ComponentLog logger) {
        this.download = download;
        this.logger = logger;
    }

    /**
     * Warns of lines that no job should have, and of vectors that are not in the cache.
     */
    void warnOfAnomalies(final ResultCounts counts, final CacheFill cacheFill) {
        counts.anomalies()
                .ifPresent(anomalies -> logger.warn(
                        "The results of batch job {} for {} contain {}",
                        download.batchId(),
                        download.flowFile(),
                        anomalies));
        if (cacheFill.failure() != null) {
            logger.warn(
                    "Only {} vectors of batch job {} for {} could be cached. Its records have their vectors, but texts that are not cached are billed again if they are sent again",
                    cacheFill.stored(),
                    download.batchId(),
                    download.flowFile(),
                    cacheFill.failure());
        }
    }

    /**
     * Warns of records without a result, and of those that may be billed again.
     */
    void warnOfUnprocessed(final ResultLocation location, final ResultCounts found, final JoinedRecords joined) {
        final long unprocessed = joined.routed().unprocessedCount();
        final TemporaryFailures failures = joined.temporaryFailures();
        if (failures.records() > 0) {
            logger.warn(
                    "Voyage failed to process requests of batch job {} for {} temporarily. Routing {} records to unprocessed, the first because of {}: {}",
                    download.batchId(),
                    download.flowFile(),
                    failures.records(),
                    failures.first().code(),
                    failures.first().message());
        }
        final long missing = location.missing(found);
        if (found.filesMissing() > 0) {
            logger.warn(
                    "{} of the result files of batch job {} for {} no longer exist, perhaps because a copy of the FlowFile was downloaded and they were deleted. "
                            + "Routing {} records to unprocessed; they may be billed again if they are sent again",
                    found.filesMissing(),
                    download.batchId(),
                    download.flowFile(),
                    unprocessed);
        } else if (missing > 0 && unprocessed > 0) {
            logger.warn(
                    "The files of batch job {} for {} do not contain lines for {} of its {} completed and failed requests. "
                            + "Routing {} records to unprocessed; up to {} requests may be billed again if they are sent again",
                    download.batchId(),
                    download.flowFile(),
                    missing,
                    location.ended(),
                    unprocessed,
                    missing);
        }
    }

    /**
     * Warns of rejected records, and of texts that were skipped.
     */
    void warnOfRejected(final JoinedRecords joined) {
        if (joined.routed().summary() != null) {
            logger.warn("{}: {}", download.flowFile(), joined.routed().summary());
        }
        if (joined.emptyTexts() > 0) {
            logger.warn(
                    "{}: {} empty texts were not sent; the other texts of their records were",
                    download.flowFile(),
                    joined.emptyTexts());
        }
    }
}
