/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads the results of one FlowFile's batch job, joins them with its records if there is a Record Reader, caches them
 * if there is a cache, and routes the resulting FlowFiles.
 */
public final class ResultDownloader {
    private final ProcessSession session;
    private final DownloadOptions options;
    private final ResultRouter router;
    private final ComponentLog logger;

    public ResultDownloader(
            final ProcessSession session,
            final DownloadOptions options,
            final ResultRouter router,
            final ComponentLog logger) {
        this.session = session;
        this.options = options;
        this.router = router;
        this.logger = logger;
    }

    /**
     * Downloads the results and routes the FlowFile, to retry or failure if they are incomplete or do not fit its
     * records.
     *
     * @param cacheFill stores the results in the cache
     * @throws TemporaryFileException if the temporary file cannot be written or read
     * @throws IOException if the results or the content cannot be read
     */
    public <R> void download(
            final Download download,
            final ResultLocation location,
            final EndpointHandler<R> endpoint,
            final CacheFill cacheFill)
            throws IOException {
        if (options.records().isPresent()) {
            join(download, location, endpoint, cacheFill);
        } else {
            fillCache(download, location, endpoint, cacheFill);
        }
    }

    private <R> void join(
            final Download download,
            final ResultLocation location,
            final EndpointHandler<R> endpoint,
            final CacheFill cacheFill)
            throws IOException {
        final FlowFile flowFile = download.flowFile();
        final DownloadOptions.RecordServices services = options.records().orElseThrow();
        // the files may be gone because a copy of this FlowFile was downloaded, which deletes them
        final boolean skipMissing = options.deletesRemoteFiles() && router.isFinal(options.notFound(), flowFile);
        final JoinedRecords joined;
        final ResultCounts counts;
        final ResultCodec<R> codec = endpoint.codec();
        try (ResultStore<R> store = ResultStore.inDirectory(codec, options.temporaryDirectory())) {
            final ResultFileReader<R> reader = new ResultFileReader<>(store, codec, cacheFill, options.threads());
            final ResultCounts read = location.read(options.client(), reader, skipMissing);
            if (waitsForMissing(download, location, read)) {
                return;
            }
            final ResultJoiner<R> joiner = new ResultJoiner<>(
                    store, endpoint.extractor(), endpoint.writer(), endpoint.cached(), options.threads());
            joined = joiner.join(session, flowFile, services.reader(), services.writer(), logger);
            counts = read.withUnmatched(store.unmatched());
        }

        final RoutedRecords routed = joined.routed();
        final Optional<String> mismatch =
                joined.mismatch(expectedRecords(flowFile)).or(() -> joined.noOverlap(counts));
        if (mismatch.isPresent()) {
            session.remove(routed.flowFiles());
            router.fail(session, download, ErrorCode.RECORD_COUNT_MISMATCH.code(), new IOException(mismatch.get()));
            return;
        }

        final DownloadReporter reporter = new DownloadReporter(download, logger);
        reporter.warnOfAnomalies(counts, cacheFill);
        reporter.warnOfUnprocessed(location, counts, joined);
        reporter.warnOfRejected(joined);
        final Optional<JobCost> cost = cost(endpoint, counts);
        final JoinedRecordRouter recordRouter =
                recordRouter(download, ResultAttributes.of(joined, counts, cacheFill.stored(), cost));
        recordRouter.records(routed.success(), ResultRelationships.SUCCESS);
        recordRouter.records(routed.rejected(), ResultRelationships.REJECTED);
        recordRouter.records(routed.unprocessed(), ResultRelationships.UNPROCESSED);
        recordRouter.count(joined);
        recordRouter.count(counts, cacheFill.stored(), cost);
        // with all lines there, the other records were cached when the job was created, and are not in its files
        final long withoutResult = ResultLocation.isComplete(flowFile.getAttributes(), counts)
                ? 0
                : routed.unprocessedCount() - joined.temporaryFailures().records();
        if (options.deletesRemoteFiles()
                && !download.batchId().isEmpty()
                && JobFileDeleter.mayDelete(counts, withoutResult)) {
            recordRouter.awaitDeletion(flowFile, download.batchId(), location.fileIds());
        } else {
            recordRouter.original(flowFile, ResultRelationships.ORIGINAL);
        }
    }

    /**
     * Deletes the files of a job whose results are in other FlowFiles, and routes the FlowFile to original.
     *
     * @throws VoyageException if the deletion may succeed later
     */
    public void delete(final Download download) throws VoyageException {
        final FlowFile flowFile = download.flowFile();
        final FlowFile complete = options.deletesRemoteFiles()
                ? new JobFileDeleter(options.client(), logger).delete(session, flowFile, download.batchId())
                : JobFileDeleter.withoutDeletion(session, flowFile);
        session.transfer(ErrorAttributes.clear(session, complete), ResultRelationships.ORIGINAL);
    }

    private <R> void fillCache(
            final Download download,
            final ResultLocation location,
            final EndpointHandler<R> endpoint,
            final CacheFill cacheFill)
            throws IOException {
        final ResultCounts counts;
        final ResultCodec<R> codec = endpoint.codec();
        try (ResultStore<R> store = ResultStore.ofKeys(codec)) {
            counts = location.read(
                    options.client(), new ResultFileReader<>(store, codec, cacheFill, options.threads()), false);
        }
        if (waitsForMissing(download, location, counts)) {
            return;
        }
        if (cacheFill.failure() != null) {
            router.retry(session, download, ErrorCode.CACHE.code(), cacheFill.failure());
            return;
        }

        new DownloadReporter(download, logger).warnOfAnomalies(counts, cacheFill);
        final Optional<JobCost> cost = cost(endpoint, counts);
        final JoinedRecordRouter recordRouter =
                recordRouter(download, ResultAttributes.of(counts, cacheFill.stored(), cost));
        recordRouter.original(download.flowFile(), ResultRelationships.ORIGINAL);
        recordRouter.count(counts, cacheFill.stored(), cost);
    }

    // a missing line may appear later: its request is already billed, and resubmitting its record would bill it twice
    private boolean waitsForMissing(final Download download, final ResultLocation location, final ResultCounts found) {
        final long missing = location.missing(found);
        if (missing == 0 || found.filesMissing() > 0 || router.isFinal(options.incomplete(), download.flowFile())) {
            return false;
        }

        router.retryIncomplete(
                session,
                download,
                options.incomplete(),
                "The files of batch job %s do not yet contain lines for %d of its %d completed and failed requests"
                        .formatted(download.batchId(), missing, location.ended()));
        return true;
    }

    private Optional<JobCost> cost(final EndpointHandler<?> endpoint, final ResultCounts counts) {
        return JobCost.of(endpoint.model(), counts.tokens(), options.price().orElse(null));
    }

    private JoinedRecordRouter recordRouter(final Download download, final Map<String, String> attributes) {
        return new JoinedRecordRouter(
                session,
                attributes,
                "%s/batches/%s".formatted(options.client().getBaseUri(), download.batchId()),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - download.start()));
    }

    private static Long expectedRecords(final FlowFile flowFile) {
        final Long sent = AttributeValues.readLong(flowFile, VoyageAttributes.RECORDS_SENT);
        final Long unusable = AttributeValues.readLong(flowFile, VoyageAttributes.RECORDS_UNUSABLE);
        final Long cached = AttributeValues.readLong(flowFile, VoyageAttributes.RECORDS_CACHED);
        return sent == null || unusable == null ? null : Long.valueOf(sent + unusable + (cached == null ? 0 : cached));
    }
}
