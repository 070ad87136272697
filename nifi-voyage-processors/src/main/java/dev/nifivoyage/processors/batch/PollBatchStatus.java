/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.poll.BatchStatusClient;
import dev.nifivoyage.processors.batch.poll.BatchStatusResult;
import dev.nifivoyage.processors.batch.poll.DueFilter;
import dev.nifivoyage.processors.batch.poll.DueJobs;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.batch.poll.PollingInterval;
import dev.nifivoyage.processors.batch.poll.PollingProperties;
import dev.nifivoyage.processors.batch.poll.ProgressMessage;
import dev.nifivoyage.processors.batch.poll.SoonDueFilter;
import dev.nifivoyage.processors.batch.poll.UnknownStatus;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.LogLevel;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.scheduling.SchedulingStrategy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@DefaultSettings(penaltyDuration = "10 sec")
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "5 sec")
@Tags({"voyage", "ai", "embeddings", "batch", "poll", "status", "wait"})
@CapabilityDescription(
        "Waits for Voyage AI batch jobs without holding a thread: asks for those whose time has come, many in one call, less and less often.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.id", description = "Id of the job; the default of Batch ID"),
    @ReadsAttribute(
            attribute = "voyage.batch.next.poll",
            description = "When to ask next; a FlowFile without it is asked for at once"),
    @ReadsAttribute(attribute = "voyage.batch.poll.interval", description = "The interval before, in milliseconds"),
    @ReadsAttribute(
            attribute = "voyage.batch.created.at",
            description = "When the job was made, from which Maximum Waiting Time counts"),
    @ReadsAttribute(attribute = "voyage.batch.not.found.since", description = "When Voyage first did not find the job"),
    @ReadsAttribute(
            attribute = "voyage.batch.cancel.requested.at",
            description = "When CancelBatch cancelled the job, from which Maximum Waiting Time counts anew")
})
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "Id of the job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Voyage's word for the status, such as in_progress"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the job"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "Id of the requests"),
    @WritesAttribute(attribute = "voyage.batch.output.file.id", description = "Id of the answers, when there are any"),
    @WritesAttribute(
            attribute = "voyage.batch.error.file.id",
            description = "Id of the refused requests, when there are any"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "When the job was made, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.requests.total",
            description = "Requests in the job; 0 until Voyage has validated it"),
    @WritesAttribute(attribute = "voyage.batch.requests.completed", description = "Requests that were answered"),
    @WritesAttribute(attribute = "voyage.batch.requests.failed", description = "Requests that were refused"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.percent",
            description = "Share of the requests that ended either way, 0 to 100"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.rate",
            description = "Requests per second between the last two answers that differed"),
    @WritesAttribute(attribute = "voyage.batch.progress.at", description = "When the counts last changed, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.estimated.end",
            description = "When the job ends at that rate, or when it has ended, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.next.poll",
            description = "On running and retry: when to ask next, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.poll.interval",
            description = "On running and retry: the interval until then without jitter, in milliseconds"),
    @WritesAttribute(
            attribute = "voyage.batch.status.unknown",
            description =
                    "On running: statuses that this version does not know, after they were warned of, with commas between"),
    @WritesAttribute(
            attribute = "voyage.batch.not.found.since",
            description =
                    "On retry: when Voyage first did not find the job, RFC 3339; after five minutes that is final"),
    @WritesAttribute(attribute = "mime.type", description = "On progress: application/json"),
    @WritesAttribute(
            attribute = "error.code",
            description =
                    "On failed, timed out, retry and failure: the job's status, HTTP status, or a word for what was wrong"),
    @WritesAttribute(
            attribute = "error.message",
            description = "On failed, timed out, retry and failure: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.batch.CancelBatch",
            "dev.nifivoyage.processors.batch.ListBatches",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary",
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.CreateBatchContextualized",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
public class PollBatchStatus extends StoppableProcessor {

    static final PropertyDescriptor MINIMUM_POLLING_INTERVAL = PollingProperties.MINIMUM_POLLING_INTERVAL;
    static final PropertyDescriptor MAXIMUM_POLLING_INTERVAL = PollingProperties.MAXIMUM_POLLING_INTERVAL;
    static final PropertyDescriptor MAXIMUM_WAITING_TIME = PollingProperties.MAXIMUM_WAITING_TIME;

    static final PropertyDescriptor MAXIMUM_FLOWFILES = new PropertyDescriptor.Builder()
            .name("Maximum FlowFiles")
            .description("Most jobs that are asked for at one time")
            .required(true)
            .defaultValue("1000")
            .addValidator(StandardValidators.createLongValidator(1, 10_000, true))
            .build();

    static final Relationship COMPLETED = new Relationship.Builder()
            .name("completed")
            .description("The job has ended, or has ended early with results: to be sent to DownloadBatchResults")
            .build();

    static final Relationship RUNNING = new Relationship.Builder()
            .name("running")
            .description(
                    "The job has not ended. To be led back to this processor, which leaves the FlowFile in the queue until it is time to ask again.")
            .build();

    static final Relationship JOB_FAILED = new Relationship.Builder()
            .name("job failed")
            .description(
                    "The job has ended without results: its input was refused, or it was cancelled or ran out of time before any request was done")
            .build();

    static final Relationship TIMED_OUT = new Relationship.Builder()
            .name("timed out")
            .description(
                    "The job is older than Maximum Waiting Time and has not ended. It goes on at Voyage; the FlowFile may be sent here again, or to CancelBatch.")
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description("Voyage could not be asked, but may be later. To be led back to this processor.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "Voyage cannot be asked for the job, and trying again will not help: it has been unknown to this API key for five minutes, the key is refused, or the FlowFile names no job")
            .build();

    static final Relationship PROGRESS = new Relationship.Builder()
            .name("progress")
            .description("A small JSON FlowFile whenever a job's status or counts have changed")
            .autoTerminateDefault(true)
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            BatchIdProperty.BATCH_ID,
            MINIMUM_POLLING_INTERVAL,
            MAXIMUM_POLLING_INTERVAL,
            MAXIMUM_WAITING_TIME,
            MAXIMUM_FLOWFILES);

    private static final Set<Relationship> RELATIONSHIPS =
            Set.of(COMPLETED, RUNNING, JOB_FAILED, TIMED_OUT, RETRY, FAILURE, PROGRESS);

    private static final Set<String> WAITING_ATTRIBUTES =
            Set.of(VoyageAttributes.NEXT_POLL, VoyageAttributes.POLL_INTERVAL, VoyageAttributes.UNKNOWN_STATUS);

    private final InstantSource clock;

    private volatile PollingInterval interval;

    // one for all that are asked for together; with several threads any of their values will do
    private volatile double jitter;

    public PollBatchStatus() {
        this(InstantSource.system());
    }

    PollBatchStatus(final InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return PollingProperties.validate(context);
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        RelationshipRetry.reject(
                context,
                Set.of(RUNNING),
                "the times between two questions would be forgotten: connect running to the processor itself");
        interval = PollingProperties.interval(context);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final Instant now = clock.instant();
        final int maximum = context.getProperty(MAXIMUM_FLOWFILES).asInteger();
        final List<FlowFile> due = session.get(new DueFilter(now, maximum));
        if (due.isEmpty()) {
            context.yield();
            return;
        }

        final DueJobs jobs = new DueJobs();
        for (final FlowFile flowFile : due) {
            final String batchId = BatchIdProperty.batchId(context, flowFile);
            if (batchId.isEmpty()) {
                logAndFail(
                        session,
                        flowFile,
                        FAILURE,
                        ErrorCode.MISSING_BATCH_ID.code(),
                        "The FlowFile names no job: the property Batch ID gives an empty text");
            } else {
                jobs.add(flowFile, batchId);
            }
        }

        final DueJobs soonDue = new DueJobs();
        if (due.size() < maximum) {
            session.get(new SoonDueFilter(now, maximum - due.size()))
                    .forEach(flowFile -> soonDue.add(flowFile, BatchIdProperty.batchId(context, flowFile)));
        }

        final BatchStatusClient inquiry = new BatchStatusClient(VoyageClientProperty.client(context));
        final Map<String, BatchStatusResult> responses =
                inquiry.ask(jobs.batchIds(), soonDue.batchIds(), jobs.oldest());
        final Instant completed = clock.instant();
        jitter = ThreadLocalRandom.current().nextDouble();
        jobs.forEach((flowFile, batchId) ->
                route(context, session, flowFile, batchId, responses.get(batchId), inquiry.rejection(), completed));
        soonDue.forEach(
                (flowFile, batchId) -> routeSoonDue(context, session, flowFile, responses.get(batchId), completed));
        if (inquiry.rejection() != null) {
            final long unasked = jobs.batchIds().stream()
                    .filter(batchId -> !responses.containsKey(batchId))
                    .count();
            getLogger()
                    .log(
                            inquiry.rejection().isRetryable() ? LogLevel.WARN : LogLevel.ERROR,
                            "{} of {} due jobs were not asked for",
                            unasked,
                            jobs.batchIds().size(),
                            inquiry.rejection());
        }
        if (inquiry.incompleteList() != null) {
            getLogger().warn("Due jobs are asked for one by one", inquiry.incompleteList());
        }
        Counter.CALLS_TO_VOYAGE.add(session, inquiry.calls());
    }

    private void route(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final BatchStatusResult response,
            final VoyageException rejection,
            final Instant now) {
        if (response != null && response.job() != null) {
            routeCompleted(context, session, flowFile, response.job(), now);
        } else if (response != null) {
            getLogger()
                    .log(
                            level(flowFile, response.failure(), now),
                            "Job {} of {} could not be asked for",
                            batchId,
                            flowFile,
                            response.failure());
            routeRejected(context, session, flowFile, batchId, response.failure(), now);
        } else if (rejection != null) {
            routeRejected(context, session, flowFile, batchId, rejection, now);
        } else {
            // stays in the queue and due, and is then among the longest overdue
            session.transfer(flowFile);
        }
    }

    private void routeSoonDue(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final BatchStatusResult response,
            final Instant now) {
        if (response != null && response.job() != null) {
            routeCompleted(context, session, flowFile, response.job(), now);
        } else {
            // stays in the queue, and its turn comes
            session.transfer(flowFile);
        }
    }

    private void routeCompleted(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final Batch job,
            final Instant now) {
        final JobProgress progress = JobProgress.of(job, flowFile, now);
        if (progress.changed() && context.hasConnection(PROGRESS)) {
            report(session, flowFile, progress, now);
        }

        final FlowFile cleared = session.removeAllAttributes(
                session.removeAllAttributes(flowFile, ErrorAttributes.NAMES), progress.outdated());
        final FlowFile current = session.putAllAttributes(cleared, progress.attributes());
        if (job.status().phase() == BatchPhase.RUNNING) {
            routeRunning(context, session, current, progress, now);
        } else if (job.status().phase() == BatchPhase.COMPLETED
                || job.hasOutput()
                || job.requestCounts().completed() > 0) {
            // answers are billed: DownloadBatchResults waits for a file that does not show yet
            Counter.JOBS_COMPLETED.add(session, 1);
            session.transfer(session.removeAllAttributes(current, WAITING_ATTRIBUTES), COMPLETED);
        } else {
            Counter.JOBS_FAILED.add(session, 1);
            logAndFail(
                    session,
                    current,
                    JOB_FAILED,
                    job.status().value(),
                    "Job %s ended as %s without results: %s"
                            .formatted(
                                    job.id(), job.status(), job.errorSummary().orElse("Voyage gave no reason")));
        }
    }

    private void routeRunning(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final JobProgress progress,
            final Instant now) {
        final Batch job = progress.job();
        final Duration longest = context.getProperty(MAXIMUM_WAITING_TIME).asDuration();
        // a job that was cancelled for its age is given time to end
        final Instant cancelled = AttributeValues.read(flowFile, VoyageAttributes.CANCEL_REQUESTED_AT);
        final Instant since =
                cancelled != null && cancelled.isAfter(progress.createdAt()) ? cancelled : progress.createdAt();
        if (since.plus(longest).isBefore(now)) {
            logAndFail(
                    session,
                    flowFile,
                    TIMED_OUT,
                    ErrorCode.TIMED_OUT.code(),
                    "Job %s was made at %s and is still [%s] after more than %s"
                            .formatted(
                                    job.id(),
                                    progress.createdAt(),
                                    job.status(),
                                    context.getProperty(MAXIMUM_WAITING_TIME).getValue()));
            return;
        }

        final Duration untilEnd =
                progress.estimatedEnd() == null || progress.estimatedEnd().isBefore(now)
                        ? null
                        : Duration.between(now, progress.estimatedEnd());
        session.transfer(
                warnedOfUnknown(session, waiting(session, flowFile, untilEnd, Duration.ZERO, now), job), RUNNING);
    }

    private FlowFile waiting(
            final ProcessSession session,
            final FlowFile flowFile,
            final Duration untilEnd,
            final Duration atLeast,
            final Instant now) {
        return session.putAllAttributes(flowFile, interval.nextPoll(flowFile, untilEnd, atLeast, jitter, now));
    }

    private FlowFile warnedOfUnknown(final ProcessSession session, final FlowFile flowFile, final Batch job) {
        final Map<String, String> warned = UnknownStatus.unwarned(flowFile, job);
        if (!warned.isEmpty()) {
            getLogger()
                    .warn(
                            "Job {} has the status [{}], which this version of NiFi Voyage does not know; it counts as running",
                            job.id(),
                            job.status());
        }
        return session.putAllAttributes(flowFile, warned);
    }

    private void routeRejected(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final VoyageException rejection,
            final Instant now) {
        if (mayShowLater(flowFile, rejection, now)) {
            // soon, so that it is asked for several times before its absence is final
            final FlowFile later = waiting(
                    session,
                    session.putAllAttributes(flowFile, ErrorAttributes.of(rejection)),
                    Duration.ZERO,
                    Duration.ZERO,
                    now);
            session.transfer(
                    session.penalize(
                            session.putAllAttributes(later, GracePeriod.JOB_NOT_FOUND.attributes(flowFile, now))),
                    RETRY);
            return;
        }
        if (!rejection.isRetryable()) {
            fail(
                    session,
                    flowFile,
                    FAILURE,
                    ErrorAttributes.code(rejection),
                    "Job %s: %s".formatted(batchId, rejection.getMessage()));
            return;
        }

        if (rejection.isRateLimited()) {
            context.yield();
        }
        final Duration asked = rejection.retryAfter().orElse(Duration.ZERO);
        final Duration longest = context.getProperty(MAXIMUM_WAITING_TIME).asDuration();
        final FlowFile later = waiting(
                session,
                session.putAllAttributes(flowFile, ErrorAttributes.of(rejection)),
                null,
                asked.compareTo(longest) < 0 ? asked : longest,
                now);
        session.transfer(session.penalize(later), RETRY);
    }

    private static boolean mayShowLater(final FlowFile flowFile, final VoyageException rejection, final Instant now) {
        return GracePeriod.isNotFound(rejection) && !GracePeriod.JOB_NOT_FOUND.isOver(flowFile, now);
    }

    private static LogLevel level(final FlowFile flowFile, final VoyageException rejection, final Instant now) {
        if (mayShowLater(flowFile, rejection, now)) {
            return GracePeriod.JOB_NOT_FOUND.hasBegun(flowFile) ? LogLevel.DEBUG : LogLevel.WARN;
        }

        return rejection.isRetryable() ? LogLevel.WARN : LogLevel.ERROR;
    }

    private void logAndFail(
            final ProcessSession session,
            final FlowFile flowFile,
            final Relationship relationship,
            final String code,
            final String message) {
        getLogger().error("{} goes to {}: {}", flowFile, relationship.getName(), message);
        fail(session, flowFile, relationship, code, message);
    }

    private static void fail(
            final ProcessSession session,
            final FlowFile flowFile,
            final Relationship relationship,
            final String code,
            final String message) {
        final FlowFile cleared = session.removeAllAttributes(
                session.removeAllAttributes(flowFile, WAITING_ATTRIBUTES), ErrorAttributes.NAMES);
        session.transfer(session.putAllAttributes(cleared, ErrorAttributes.of(code, message)), relationship);
    }

    private static void report(
            final ProcessSession session, final FlowFile flowFile, final JobProgress progress, final Instant now) {
        FlowFile message = session.create(flowFile);
        message = session.removeAllAttributes(message, WAITING_ATTRIBUTES);
        message = session.removeAllAttributes(message, ErrorAttributes.NAMES);
        message = session.removeAllAttributes(message, progress.outdated());
        message = session.write(message, output -> ProgressMessage.write(progress, now, output));
        message = session.putAllAttributes(message, progress.attributes());
        session.transfer(session.putAttribute(message, CoreAttributes.MIME_TYPE.key(), "application/json"), PROGRESS);
    }
}
