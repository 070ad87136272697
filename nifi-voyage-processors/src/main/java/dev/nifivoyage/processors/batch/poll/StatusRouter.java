/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.logging.LogLevel;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Routes FlowFiles by the status of their jobs. For one session.
 */
public final class StatusRouter {
    private static final Set<String> WAITING_ATTRIBUTES =
            Set.of(VoyageAttributes.NEXT_POLL, VoyageAttributes.POLL_INTERVAL, VoyageAttributes.UNKNOWN_STATUS);

    private final ProcessSession session;
    private final PollingOptions options;
    private final Instant now;
    private final WaitingJobs waitingJobs;
    private final ComponentLog logger;
    // one for all jobs that are polled together
    private final double jitter = ThreadLocalRandom.current().nextDouble();

    public StatusRouter(
            final ProcessSession session,
            final PollingOptions options,
            final Instant now,
            final WaitingJobs waitingJobs,
            final ComponentLog logger) {
        this.session = session;
        this.options = options;
        this.now = now;
        this.waitingJobs = waitingJobs;
        this.logger = logger;
    }

    /**
     * Routes a FlowFile that is due.
     *
     * @param result result for its job; null if it was not requested
     * @param rejection failure that keeps all other jobs from being requested
     */
    public void route(
            final FlowFile flowFile,
            final String batchId,
            final BatchStatusResult result,
            final Optional<VoyageException> rejection) {
        switch (result) {
            case BatchStatusResult.Found(final Batch job) -> routeByStatus(flowFile, job);
            case BatchStatusResult.Failed(final VoyageException failure) -> {
                logger.log(
                        level(flowFile, failure), "Failed to retrieve batch job {} of {}", batchId, flowFile, failure);
                routeFailed(flowFile, batchId, failure);
            }
            case null -> {
                if (rejection.isPresent()) {
                    routeFailed(flowFile, batchId, rejection.get());
                } else {
                    // remains in the queue, where it is then among the longest overdue
                    session.transfer(flowFile);
                }
            }
        }
    }

    /**
     * Routes a FlowFile that is due soon. Without a job, it remains in the queue.
     */
    public void routeSoonDue(final FlowFile flowFile, final BatchStatusResult result) {
        if (result instanceof BatchStatusResult.Found(final Batch job)) {
            routeByStatus(flowFile, job);
        } else {
            session.transfer(flowFile);
        }
    }

    private void routeByStatus(final FlowFile flowFile, final Batch job) {
        final JobProgress progress = JobProgress.of(job, flowFile, now);
        if (progress.changed() && options.reportsProgress()) {
            report(flowFile, progress);
        }

        final FlowFile cleared =
                session.removeAllAttributes(ErrorAttributes.clear(session, flowFile), progress.outdated());
        final FlowFile current = session.putAllAttributes(cleared, progress.attributes());
        if (job.status().phase() == BatchPhase.RUNNING) {
            routeRunning(current, progress);
            return;
        }

        waitingJobs.ended(job.id());
        if (job.status().phase() == BatchPhase.COMPLETED
                || job.hasOutput()
                || job.requestCounts().completed() > 0) {
            // results are billed: DownloadBatchResults waits for a file that is not available yet
            Counter.JOBS_COMPLETED.add(session, 1);
            session.transfer(session.removeAllAttributes(current, WAITING_ATTRIBUTES), PollRelationships.COMPLETED);
        } else {
            Counter.JOBS_FAILED.add(session, 1);
            logAndFail(
                    current,
                    PollRelationships.JOB_FAILED,
                    job.status().value(),
                    "Batch job %s ended as %s without results: %s"
                            .formatted(
                                    job.id(), job.status(), job.errorSummary().orElse("Voyage gave no reason")));
        }
    }

    private void routeRunning(final FlowFile flowFile, final JobProgress progress) {
        // a job that was cancelled because of its age is given time to end
        final Instant cancelled = AttributeValues.read(flowFile, VoyageAttributes.CANCEL_REQUESTED_AT);
        final Instant since =
                cancelled != null && cancelled.isAfter(progress.createdAt()) ? cancelled : progress.createdAt();
        final Optional<String> timeout = options.maximumWaitingTime().exceeded(progress, since, now);
        if (timeout.isPresent()) {
            waitingJobs.ended(progress.job().id());
            logAndFail(flowFile, PollRelationships.TIMED_OUT, ErrorCode.TIMED_OUT.code(), timeout.get());
            return;
        }

        waitingJobs.running(flowFile, progress, now);
        final FlowFile waiting = waiting(flowFile, progress.untilEnd(now), Duration.ZERO);
        session.transfer(
                session.putAllAttributes(waiting, UnknownStatus.warn(flowFile, progress.job(), logger)),
                PollRelationships.RUNNING);
    }

    private FlowFile waiting(final FlowFile flowFile, final Duration untilEnd, final Duration atLeast) {
        return session.putAllAttributes(
                flowFile, options.interval().nextPoll(flowFile, untilEnd, atLeast, jitter, now));
    }

    private void routeFailed(final FlowFile flowFile, final String batchId, final VoyageException rejection) {
        if (mayAppear(flowFile, rejection)) {
            // soon, so that it is requested several times before its absence is final
            final FlowFile later = waiting(
                    session.putAllAttributes(flowFile, ErrorAttributes.of(rejection)), Duration.ZERO, Duration.ZERO);
            session.transfer(
                    session.penalize(
                            session.putAllAttributes(later, GracePeriod.JOB_NOT_FOUND.attributes(flowFile, now))),
                    PollRelationships.RETRY);
            return;
        }
        if (!rejection.isRetryable()) {
            waitingJobs.ended(batchId);
            fail(
                    flowFile,
                    PollRelationships.FAILURE,
                    ErrorAttributes.code(rejection),
                    "Batch job %s: %s".formatted(batchId, rejection.getMessage()));
            return;
        }

        final Duration asked = rejection.retryAfter().orElse(Duration.ZERO);
        final Duration longest = options.maximumWaitingTime().duration();
        final FlowFile later = waiting(
                session.putAllAttributes(flowFile, ErrorAttributes.of(rejection)),
                null,
                asked.compareTo(longest) < 0 ? asked : longest);
        session.transfer(session.penalize(later), PollRelationships.RETRY);
    }

    private boolean mayAppear(final FlowFile flowFile, final VoyageException rejection) {
        return GracePeriod.isNotFound(rejection) && !GracePeriod.JOB_NOT_FOUND.isOver(flowFile, now);
    }

    private LogLevel level(final FlowFile flowFile, final VoyageException rejection) {
        if (mayAppear(flowFile, rejection)) {
            return GracePeriod.JOB_NOT_FOUND.logLevel(flowFile);
        }

        return rejection.isRetryable() ? LogLevel.WARN : LogLevel.ERROR;
    }

    /**
     * Routes a FlowFile without a batch ID.
     */
    public void failWithoutId(final FlowFile flowFile) {
        logAndFail(
                flowFile,
                PollRelationships.FAILURE,
                ErrorCode.MISSING_BATCH_ID.code(),
                ErrorCode.MISSING_BATCH_ID.meaning());
    }

    private void logAndFail(
            final FlowFile flowFile, final Relationship relationship, final String code, final String message) {
        logger.error("Routing {} to {}: {}", flowFile, relationship.getName(), message);
        fail(flowFile, relationship, code, message);
    }

    private void fail(
            final FlowFile flowFile, final Relationship relationship, final String code, final String message) {
        final FlowFile ended = session.removeAllAttributes(flowFile, WAITING_ATTRIBUTES);
        session.transfer(ErrorAttributes.replace(session, ended, code, message), relationship);
    }

    private void report(final FlowFile flowFile, final JobProgress progress) {
        FlowFile message = session.create(flowFile);
        message = session.removeAllAttributes(message, WAITING_ATTRIBUTES);
        message = ErrorAttributes.clear(session, message);
        message = session.removeAllAttributes(message, progress.outdated());
        message = session.write(message, output -> ProgressMessage.write(progress, now, output));
        message = session.putAllAttributes(message, progress.attributes());
        session.transfer(
                session.putAttribute(message, CoreAttributes.MIME_TYPE.key(), "application/json"),
                PollRelationships.PROGRESS);
    }
}
