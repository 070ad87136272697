/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.batch.poll.PollTime;
import dev.nifivoyage.processors.batch.poll.UnknownStatus;
import dev.nifivoyage.processors.batch.result.CacheFill;
import dev.nifivoyage.processors.batch.result.EmbeddingCodec;
import dev.nifivoyage.processors.batch.result.JobFileDeleter;
import dev.nifivoyage.processors.batch.result.ResultAttributes;
import dev.nifivoyage.processors.batch.result.ResultCounts;
import dev.nifivoyage.processors.batch.result.ResultFileIds;
import dev.nifivoyage.processors.batch.result.ResultFileReader;
import dev.nifivoyage.processors.batch.result.ResultLocation;
import dev.nifivoyage.processors.batch.result.ResultStore;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Polls the batch job of a library, and loads the library with its vectors once it has ended. The state of waiting is
 * in the attributes of the FlowFile.
 */
public final class LibraryBatchPoller {
    private static final GracePeriod INCOMPLETE = GracePeriod.incompleteResults(Duration.ofMinutes(5));

    private final LoadOptions options;
    private final RateLimit rateLimit;
    private final LibraryRouter router;
    private final ComponentLog logger;

    public LibraryBatchPoller(
            final LoadOptions options,
            final RateLimit rateLimit,
            final LibraryRouter router,
            final ComponentLog logger) {
        this.options = options;
        this.rateLimit = rateLimit;
        this.router = router;
        this.logger = logger;
    }

    /**
     * Sets the attributes of a FlowFile that waits for a job.
     *
     * @param untilEnd estimated time until the job ends, or null
     * @param atLeast time that Voyage asked to wait
     */
    FlowFile waitFor(
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final Duration untilEnd,
            final Duration atLeast) {
        final Map<String, String> attributes = new HashMap<>(options.forWaiting()
                .interval()
                .nextPoll(
                        PollTime.of(flowFile).interval(),
                        untilEnd,
                        atLeast,
                        ThreadLocalRandom.current().nextDouble(),
                        Instant.now())
                .attributes());
        attributes.put(VoyageAttributes.LIBRARY_JOB, batchId);
        return session.putAllAttributes(flowFile, attributes);
    }

    /**
     * Loads the library if its job has ended, and routes it to waiting otherwise.
     *
     * @return whether Voyage accepts other requests
     * @throws IOException if the content or the results of the job cannot be read
     */
    public boolean poll(final ProcessSession session, final FlowFile flowFile, final String batchId)
            throws IOException {
        final Batch job;
        try {
            job = options.client().getBatch(batchId);
        } catch (final VoyageException e) {
            if (notFound(session, flowFile, batchId, e)) {
                return true;
            }
            rateLimit.observe(e);
            // a failed poll does not end the waiting
            final Duration asked = e.retryAfter().orElse(Duration.ZERO);
            return router.reject(
                    session, e.isRetryable() ? waitFor(session, flowFile, batchId, null, asked) : flowFile, e);
        }

        final Optional<RecordError> mismatch = JobCheck.reject(job, options.parameters());
        if (mismatch.isPresent()) {
            router.fail(session, flowFile, mismatch.get().code(), mismatch.get().message());
            return true;
        }

        final JobProgress progress = JobProgress.of(job, flowFile, Instant.now());
        // keeps the time since when results are missing
        FlowFile current = session.removeAllAttributes(
                flowFile, Set.of(VoyageAttributes.ERROR_CODE, VoyageAttributes.ERROR_MESSAGE));
        current = session.removeAllAttributes(current, progress.outdated());
        current = session.putAllAttributes(current, progress.attributes());
        final boolean responsesMissing =
                job.outputFileId() == null && job.requestCounts().completed() > 0;
        if (job.status().phase() == BatchPhase.RUNNING || responsesMissing) {
            wait(session, session.removeAttribute(current, VoyageAttributes.NOT_FOUND_SINCE), progress);
        } else if (job.status().phase() == BatchPhase.COMPLETED || job.hasOutput()) {
            return collect(session, current, progress);
        } else {
            router.fail(
                    session,
                    session.removeAllAttributes(current, LibraryRouter.WAITING_ATTRIBUTES),
                    job.status().value(),
                    "Batch job %s ended with status [%s] without results: %s"
                            .formatted(
                                    job.id(), job.status(), job.errorSummary().orElse("Voyage gave no reason")));
        }
        return true;
    }

    private void wait(final ProcessSession session, final FlowFile flowFile, final JobProgress progress) {
        final Batch job = progress.job();
        final Instant now = Instant.now();
        final Optional<String> timeout =
                options.forWaiting().maximumWaitingTime().exceeded(progress, progress.createdAt(), now);
        if (timeout.isPresent()) {
            final FlowFile late = session.putAttribute(
                    session.removeAttribute(flowFile, VoyageAttributes.NEXT_POLL),
                    VoyageAttributes.LIBRARY_JOB,
                    job.id());
            router.fail(session, late, ErrorCode.TIMED_OUT.code(), timeout.get());
            return;
        }

        final FlowFile waiting = waitFor(session, flowFile, job.id(), progress.untilEnd(now), Duration.ZERO);
        session.transfer(
                session.putAllAttributes(waiting, UnknownStatus.warn(flowFile, job, logger)),
                LibraryRelationships.WAITING);
    }

    private boolean collect(final ProcessSession session, final FlowFile flowFile, final JobProgress progress)
            throws IOException {
        final Batch job = progress.job();
        final long start = System.nanoTime();
        final VoyageClientService client = options.client();
        final EmbeddingParameters parameters = options.parameters();
        final EmbeddingCache cache = options.cache();
        final EmbeddingCodec format = new EmbeddingCodec(parameters);
        final LoadedLibrary library;
        final ResultCounts counts;
        final long stored;
        try (CacheFill cacheFill =
                        new CacheFill(cache, parameters, job.requestCounts().ended());
                ResultStore<Embedding> outcomes =
                        ResultStore.inDirectory(format, options.forWaiting().temporaryDirectory())) {
            final ResultLocation results = new ResultLocation(
                    ResultFileIds.of(job),
                    BatchEndpoint.EMBEDDINGS,
                    Map.of(),
                    job.requestCounts().ended());
            final ResultCounts read =
                    results.read(client, new ResultFileReader<>(outcomes, format, cacheFill, 1), false);
            if (waitsForMissing(session, flowFile, job, results.missing(read))) {
                return true;
            }
            if (cacheFill.failure() != null) {
                router.retry(
                        session,
                        waitFor(session, flowFile, job.id(), null, Duration.ZERO),
                        ErrorCode.CACHE.code(),
                        cacheFill.failure());
                return true;
            }
            library = options.writer(new JobVectors(outcomes, cache, parameters))
                    .write(options.routing(session, flowFile, logger));
            counts = read.withUnmatched(outcomes.unmatched());
            stored = cacheFill.stored();
        } catch (final VoyageException e) {
            if (notFound(session, flowFile, job.id(), e)) {
                return true;
            }
            rateLimit.observe(e);
            return router.reject(session, waitFor(session, flowFile, job.id(), null, Duration.ZERO), e);
        }

        if (library.textsLoaded() == 0 && library.textsFailed() > 0 && counts.unmatched() > 0) {
            session.remove(library.routed().flowFiles());
            router.fail(
                    session,
                    session.removeAllAttributes(flowFile, LibraryRouter.WAITING_ATTRIBUTES),
                    ErrorCode.TEXTS_MISMATCH.code(),
                    "None of the %d results of batch job %s belongs to a text of this library"
                            .formatted(counts.unmatched(), job.id()));
            return true;
        }

        final Optional<JobCost> cost = JobCost.of(
                parameters.model(), counts.tokens(), options.embedding().price().perMillionTokens());
        session.getProvenanceReporter()
                .fetch(
                        flowFile,
                        "%s/batches/%s".formatted(client.getBaseUri(), job.id()),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        final Map<String, String> attributes = new HashMap<>(progress.attributes());
        attributes.putAll(estimate(flowFile));
        attributes.putAll(ResultAttributes.of(counts, stored, cost));
        final Optional<FlowFile> loaded = router.records(session, flowFile, library, attributes);
        Counter.TOKENS.add(session, counts.tokens());
        cost.ifPresent(total -> Counter.COST_MICRO_USD.add(session, total.costMicros()));
        counts.anomalies()
                .ifPresent(anomalies -> logger.info("The results of batch job {} contained {}", job.id(), anomalies));
        loaded.ifPresent(complete -> {
            if (options.forWaiting().deletesRemoteFiles() && JobFileDeleter.mayDelete(counts, library.textsFailed())) {
                JobFileDeleter.await(session, complete, job.id(), ResultFileIds.of(job));
            } else {
                router.original(session, complete);
            }
        });
        return true;
    }

    /**
     * Deletes the files of a job whose library was loaded.
     *
     * @return whether Voyage accepts other requests
     */
    public boolean delete(final ProcessSession session, final FlowFile flowFile, final String batchId) {
        try {
            router.original(
                    session,
                    options.waiting().map(WaitingOptions::deletesRemoteFiles).orElse(false)
                            ? new JobFileDeleter(options.client(), logger).delete(session, flowFile, batchId)
                            : JobFileDeleter.withoutDeletion(session, flowFile));
            return true;
        } catch (final VoyageException e) {
            rateLimit.observe(e);
            final Duration asked = e.retryAfter().orElse(Duration.ZERO);
            return router.reject(session, waitFor(session, flowFile, batchId, Duration.ZERO, asked), e);
        }
    }

    // returns whether the FlowFile was routed to retry, because the job or one of its files may still appear
    private boolean notFound(
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final VoyageException rejection) {
        final Instant now = Instant.now();
        if (!GracePeriod.isNotFound(rejection) || GracePeriod.JOB_NOT_FOUND.isOver(flowFile, now)) {
            return false;
        }

        final FlowFile waiting =
                session.putAllAttributes(flowFile, GracePeriod.JOB_NOT_FOUND.attributes(flowFile, now));
        router.retry(
                session,
                waitFor(session, waiting, batchId, Duration.ZERO, Duration.ZERO),
                ErrorAttributes.code(rejection),
                rejection);
        return true;
    }

    // a missing line may still appear; its request is billed and must not be sent again
    private boolean waitsForMissing(
            final ProcessSession session, final FlowFile flowFile, final Batch job, final long missing) {
        final Instant now = Instant.now();
        if (missing == 0) {
            return false;
        }
        if (INCOMPLETE.isOver(flowFile, now)) {
            logger.warn(
                    "The result files of batch job {} for {} have no line for {} of its requests. "
                            + "Their gestures have no vector, and may be billed again if they are sent again",
                    job.id(),
                    flowFile,
                    missing);
            return false;
        }

        final FlowFile waiting = session.putAllAttributes(flowFile, INCOMPLETE.attributes(flowFile, now));
        router.retry(
                session,
                waitFor(session, waiting, job.id(), Duration.ZERO, Duration.ZERO),
                ErrorCode.RESULTS_INCOMPLETE.code(),
                new IOException(
                        "The result files of batch job %s have no line yet for %d of the requests that it counts as ended"
                                .formatted(job.id(), missing)));
        return true;
    }

    // the estimated cost, for comparison with the actual cost
    private static Map<String, String> estimate(final FlowFile flowFile) {
        final Map<String, String> estimate = new HashMap<>(flowFile.getAttributes());
        estimate.keySet().retainAll(Set.of(VoyageAttributes.COST_ESTIMATED, VoyageAttributes.COST_ESTIMATED_REAL_TIME));
        return estimate;
    }
}
