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
import dev.nifivoyage.processors.batch.poll.PollingProperties;
import dev.nifivoyage.processors.batch.poll.UnknownStatus;
import dev.nifivoyage.processors.batch.result.CacheFill;
import dev.nifivoyage.processors.batch.result.EmbeddingCodec;
import dev.nifivoyage.processors.batch.result.ResultAttributes;
import dev.nifivoyage.processors.batch.result.ResultCounts;
import dev.nifivoyage.processors.batch.result.ResultFileIds;
import dev.nifivoyage.processors.batch.result.ResultFileReader;
import dev.nifivoyage.processors.batch.result.ResultLocation;
import dev.nifivoyage.processors.batch.result.ResultStore;
import dev.nifivoyage.processors.batch.result.TemporaryDirectoryProperty;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordRouting;
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
import org.apache.nifi.processor.ProcessContext;
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
 * Asks for the batch job of a library, and takes the vectors from it once it has ended. All that is known of the waiting stands in the FlowFile's attributes.
 */
public final class LibraryBatchPoller {
    private static final GracePeriod INCOMPLETE = GracePeriod.incompleteResults(Duration.ofMinutes(5));

    private final RateLimit gate;
    private final LibraryRouter router;
    private final ComponentLog logger;

    public LibraryBatchPoller(final RateLimit gate, final LibraryRouter router, final ComponentLog logger) {
        this.gate = gate;
        this.router = router;
        this.logger = logger;
    }

    /**
     * Lets a FlowFile wait for a job.
     *
     * @param atLeast what Voyage has asked for
     */
    public static FlowFile waitFor(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final Duration untilEnd,
            final Duration atLeast) {
        final Map<String, String> attributes = new HashMap<>(PollingProperties.interval(context)
                .nextPoll(
                        flowFile, untilEnd, atLeast, ThreadLocalRandom.current().nextDouble(), Instant.now()));
        attributes.put(VoyageAttributes.LIBRARY_JOB, batchId);
        return session.putAllAttributes(flowFile, attributes);
    }

    /**
     * Hands on the library, or lets it wait.
     *
     * @throws IOException when the content or the job's results cannot be read
     */
    public void ask(
            final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final String batchId)
            throws IOException {
        final Batch job;
        try {
            job = VoyageClientProperty.client(context).getBatch(batchId);
        } catch (final VoyageException e) {
            if (notFound(context, session, flowFile, batchId, e)) {
                return;
            }
            e.retryAfter().ifPresent(gate::retryAfter);
            // one bad answer does not end the waiting
            final Duration asked = e.retryAfter().orElse(Duration.ZERO);
            router.rejected(
                    context,
                    session,
                    e.isRetryable() ? waitFor(context, session, flowFile, batchId, null, asked) : flowFile,
                    e);
            return;
        }

        final Optional<RecordError> stranger = JobCheck.reject(job, EmbeddingProperties.parameters(context));
        if (stranger.isPresent()) {
            router.fail(session, flowFile, stranger.get().code(), stranger.get().message());
            return;
        }

        final JobProgress progress = JobProgress.of(job, flowFile, Instant.now());
        // since when results are missing is still needed
        FlowFile current = session.removeAllAttributes(
                flowFile, Set.of(VoyageAttributes.ERROR_CODE, VoyageAttributes.ERROR_MESSAGE));
        current = session.removeAllAttributes(current, progress.outdated());
        current = session.putAllAttributes(current, progress.attributes());
        final boolean responsesMissing =
                job.outputFileId() == null && job.requestCounts().completed() > 0;
        if (job.status().phase() == BatchPhase.RUNNING || responsesMissing) {
            wait(context, session, session.removeAttribute(current, VoyageAttributes.NOT_FOUND_SINCE), progress);
        } else if (job.status().phase() == BatchPhase.COMPLETED || job.hasOutput()) {
            collect(context, session, current, progress);
        } else {
            router.fail(
                    session,
                    session.removeAllAttributes(current, LibraryRouter.WAITING_ATTRIBUTES),
                    job.status().value(),
                    "Job %s ended as %s without results: %s"
                            .formatted(
                                    job.id(), job.status(), job.errorSummary().orElse("Voyage gave no reason")));
        }
    }

    private void wait(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final JobProgress progress) {
        final Batch job = progress.job();
        final Instant now = Instant.now();
        if (progress.createdAt()
                .plus(context.getProperty(LibraryProperties.MAXIMUM_WAITING_TIME)
                        .asDuration())
                .isBefore(now)) {
            final FlowFile late = session.putAttribute(
                    session.removeAttribute(flowFile, VoyageAttributes.NEXT_POLL),
                    VoyageAttributes.LIBRARY_JOB,
                    job.id());
            router.fail(
                    session,
                    late,
                    ErrorCode.TIMED_OUT.code(),
                    "Job %s was made at %s and is still [%s] after more than %s"
                            .formatted(
                                    job.id(),
                                    progress.createdAt(),
                                    job.status(),
                                    context.getProperty(LibraryProperties.MAXIMUM_WAITING_TIME)
                                            .getValue()));
            return;
        }

        final Map<String, String> warned = UnknownStatus.unwarned(flowFile, job);
        if (!warned.isEmpty()) {
            logger.warn(
                    "Job {} has the status [{}], which this version of NiFi Voyage does not know; it counts as running",
                    job.id(),
                    job.status());
        }
        final Duration untilEnd =
                progress.estimatedEnd() == null || progress.estimatedEnd().isBefore(now)
                        ? null
                        : Duration.between(now, progress.estimatedEnd());
        session.transfer(
                session.putAllAttributes(
                        waitFor(context, session, flowFile, job.id(), untilEnd, Duration.ZERO), warned),
                LibraryRelationships.WAITING);
    }

    private void collect(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final JobProgress progress)
            throws IOException {
        final Batch job = progress.job();
        final long start = System.nanoTime();
        final VoyageClientService client = VoyageClientProperty.client(context);
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final EmbeddingCache cache = LibraryProperties.cache(context);
        final EmbeddingCodec format = new EmbeddingCodec(parameters);
        final LoadedLibrary library;
        final ResultCounts counts;
        final long stored;
        try (CacheFill cacheFill = new CacheFill(cache, parameters);
                ResultStore<Embedding> outcomes =
                        new ResultStore<>(format, false, TemporaryDirectoryProperty.directory(context))) {
            final ResultLocation results = new ResultLocation(
                    ResultFileIds.of(job),
                    BatchEndpoint.EMBEDDINGS,
                    Map.of(),
                    job.requestCounts().completed() + job.requestCounts().failed());
            final ResultCounts read = results.read(client, new ResultFileReader<>(outcomes, format, cacheFill), false);
            if (waitsForMissing(context, session, flowFile, job, results.missing(read))) {
                return;
            }
            if (cacheFill.failure() != null) {
                router.retry(
                        session,
                        waitFor(context, session, flowFile, job.id(), null, Duration.ZERO),
                        "cache",
                        cacheFill.failure());
                return;
            }
            final LibraryWriter writer = new LibraryWriter(
                    new JobVectors(outcomes, cache, parameters),
                    parameters,
                    LibraryProperties.paths(context),
                    LibraryProperties.format(context));
            library = writer.write(new RecordRouting(
                    session, flowFile, LibraryProperties.reader(context), LibraryProperties.writer(context), logger));
            counts = read.withUnasked(outcomes.unasked());
            stored = cacheFill.stored();
        } catch (final VoyageException e) {
            if (notFound(context, session, flowFile, job.id(), e)) {
                return;
            }
            e.retryAfter().ifPresent(gate::retryAfter);
            router.rejected(context, session, waitFor(context, session, flowFile, job.id(), null, Duration.ZERO), e);
            return;
        }

        if (library.textsLoaded() == 0 && library.textsFailed() > 0 && counts.unasked() > 0) {
            session.remove(library.routed().flowFiles());
            router.fail(
                    session,
                    session.removeAllAttributes(flowFile, LibraryRouter.WAITING_ATTRIBUTES),
                    ErrorCode.TEXTS_MISMATCH.code(),
                    "None of the %d results of job %s belongs to a text of this library"
                            .formatted(counts.unasked(), job.id()));
            return;
        }

        final Optional<JobCost> cost = JobCost.of(parameters.model(), counts.tokens(), PriceProperty.price(context));
        session.getProvenanceReporter()
                .fetch(
                        flowFile,
                        "%s/batches/%s".formatted(client.getBaseUri(), job.id()),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        final Map<String, String> attributes = new HashMap<>(progress.attributes());
        attributes.putAll(estimate(flowFile));
        attributes.putAll(ResultAttributes.of(counts, stored, cost));
        router.deliver(context, session, flowFile, library, attributes);
        Counter.TOKENS.add(session, counts.tokens());
        cost.ifPresent(known -> Counter.COST_MICRO_USD.add(session, known.costMicros()));
        counts.surprises().ifPresent(surprises -> logger.info("The results of job {} held {}", job.id(), surprises));
        if (context.getProperty(LibraryProperties.DELETE_REMOTE_FILES).asBoolean()
                && counts.isClean()
                && library.textsFailed() == 0) {
            session.commitAsync(() -> deleteFiles(client, job));
        }
    }

    // whether the job, or a file of it, is not found and may show later, so that the FlowFile went to retry
    private boolean notFound(
            final ProcessContext context,
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
                waitFor(context, session, waiting, batchId, Duration.ZERO, Duration.ZERO),
                ErrorAttributes.code(rejection),
                rejection);
        return true;
    }

    // a line that is missing may show later: its request is billed, and would be billed again
    private boolean waitsForMissing(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final Batch job,
            final long missing) {
        final Instant now = Instant.now();
        if (missing == 0) {
            return false;
        }
        if (INCOMPLETE.isOver(flowFile, now)) {
            logger.warn(
                    "The files of job {} for {} hold no line for {} of its requests: their gestures have no vector, and may be billed again when they are sent again",
                    job.id(),
                    flowFile,
                    missing);
            return false;
        }

        final FlowFile waiting = session.putAllAttributes(flowFile, INCOMPLETE.attributes(flowFile, now));
        router.retry(
                session,
                waitFor(context, session, waiting, job.id(), Duration.ZERO, Duration.ZERO),
                ErrorCode.RESULTS_INCOMPLETE.code(),
                new IOException(
                        "The files of job %s hold no line for %d of the requests that it counts as ended; they are waited for"
                                .formatted(job.id(), missing)));
        return true;
    }

    // what the job was estimated to cost when it was made, to be held against what it did cost
    private static Map<String, String> estimate(final FlowFile flowFile) {
        final Map<String, String> estimate = new HashMap<>(flowFile.getAttributes());
        estimate.keySet().retainAll(Set.of(VoyageAttributes.COST_ESTIMATED, VoyageAttributes.COST_ESTIMATED_REAL_TIME));
        return estimate;
    }

    private void deleteFiles(final VoyageClientService client, final Batch job) {
        try {
            client.deleteFiles(ResultFileIds.of(job).all());
        } catch (final VoyageException e) {
            logger.warn(
                    "The files of job {} could not be deleted; Voyage deletes them 30 days after they were made",
                    job.id(),
                    e);
        }
    }
}
