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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Routes FlowFiles by the status of their jobs. A FlowFile whose job has not changed remains in the loop, without a
 * change of its attributes, which would cost an update of the FlowFile repository and a provenance event. For one
 * session.
 */
public final class StatusRouter {
    private static final Set<String> WAITING_ATTRIBUTES =
            Set.of(VoyageAttributes.NEXT_POLL, VoyageAttributes.POLL_INTERVAL, VoyageAttributes.UNKNOWN_STATUS);

    private final ProcessSession session;
    private final PollingOptions options;
    private final Instant now;
    private final PollMemory memory;
    private final ComponentLog logger;
    // one for all jobs that are polled together
    private final double jitter = ThreadLocalRandom.current().nextDouble();
    private boolean allRemain = true;

    public StatusRouter(
            final ProcessSession session,
            final PollingOptions options,
            final Instant now,
            final PollMemory memory,
            final ComponentLog logger) {
        this.session = session;
        this.options = options;
        this.now = now;
        this.memory = memory;
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
                    // then among the longest overdue
                    leaveInQueue(flowFile);
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
            leaveInQueue(flowFile);
        }
    }

    /**
     * Returns whether all FlowFiles remain in their queues, so that the session can be rolled back.
     */
    public boolean allRemain() {
        return allRemain;
    }

    private void routeByStatus(final FlowFile flowFile, final Batch job) {
        final JobProgress progress = JobProgress.of(job, flowFile, now);
        if (progress.changed() && options.reportsProgress()) {
            report(flowFile, progress);
        }

        if (job.status().phase() == BatchPhase.RUNNING) {
            routeRunning(flowFile, progress);
            return;
        }

        final FlowFile current = updated(flowFile, progress);
        memory.waitingJobs().ended(job.id());
        if (job.status().phase() == BatchPhase.COMPLETED
                || job.hasOutput()
                || job.requestCounts().completed() > 0) {
            // results are billed: DownloadBatchResults waits for a file that is not available yet
            Counter.JOBS_COMPLETED.add(session, 1);
            transfer(session.removeAllAttributes(current, WAITING_ATTRIBUTES), PollRelationships.COMPLETED);
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
            memory.waitingJobs().ended(progress.job().id());
            logAndFail(
                    updated(flowFile, progress),
                    PollRelationships.TIMED_OUT,
                    ErrorCode.TIMED_OUT.code(),
                    timeout.get());
            return;
        }

        memory.waitingJobs().running(flowFile, progress, now);
        final PollTime next = nextPoll(flowFile, progress.untilEnd(now), Duration.ZERO);
        final Map<String, String> warned = UnknownStatus.warn(flowFile, progress.job(), logger);
        if (warned.isEmpty() && memory.times().isInLoop(flowFile) && progress.isIn(flowFile)) {
            session.transfer(flowFile);
        } else {
            final FlowFile waiting = session.putAllAttributes(updated(flowFile, progress), next.attributes());
            transfer(session.putAllAttributes(waiting, warned), PollRelationships.RUNNING);
        }
        memory.times().remember(flowFile, next);
    }

    private FlowFile updated(final FlowFile flowFile, final JobProgress progress) {
        final FlowFile cleared =
                session.removeAllAttributes(ErrorAttributes.clear(session, flowFile), progress.outdated());
        return session.putAllAttributes(cleared, progress.attributes());
    }

    private PollTime nextPoll(final FlowFile flowFile, final Duration untilEnd, final Duration atLeast) {
        final Duration previous = memory.times().of(flowFile).interval();
        return options.interval().nextPoll(previous, untilEnd, atLeast, jitter, now);
    }

    private void leaveInQueue(final FlowFile flowFile) {
        final boolean inLoop = memory.times().isInLoop(flowFile);
        session.transfer(flowFile);
        if (inLoop) {
            memory.times().remember(flowFile, memory.times().of(flowFile));
        }
    }

    private void transfer(final FlowFile flowFile, final Relationship relationship) {
        allRemain = false;
        session.transfer(flowFile, relationship);
        memory.times().forget(flowFile);
    }

    private void routeFailed(final FlowFile flowFile, final String batchId, final VoyageException rejection) {
        if (mayAppear(flowFile, rejection)) {
            // soon, so that it is requested several times before its absence is final
            final Map<String, String> since = GracePeriod.JOB_NOT_FOUND.attributes(flowFile, now);
            retry(session.putAllAttributes(flowFile, since), rejection, Duration.ZERO, Duration.ZERO);
            return;
        }
        if (!rejection.isRetryable()) {
            memory.waitingJobs().ended(batchId);
            fail(
                    flowFile,
                    PollRelationships.FAILURE,
                    ErrorAttributes.code(rejection),
                    "Batch job %s: %s".formatted(batchId, rejection.getMessage()));
            return;
        }

        final Duration asked = rejection.retryAfter().orElse(Duration.ZERO);
        final Duration longest = options.maximumWaitingTime().duration();
        retry(flowFile, rejection, null, asked.compareTo(longest) < 0 ? asked : longest);
    }

    private void retry(
            final FlowFile flowFile, final VoyageException rejection, final Duration untilEnd, final Duration atLeast) {
        final PollTime next = nextPoll(flowFile, untilEnd, atLeast);
        final FlowFile later = session.putAllAttributes(flowFile, ErrorAttributes.of(rejection));
        transfer(session.penalize(session.putAllAttributes(later, next.attributes())), PollRelationships.RETRY);
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
        transfer(ErrorAttributes.replace(session, ended, code, message), relationship);
    }

    private void report(final FlowFile flowFile, final JobProgress progress) {
        allRemain = false;
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
