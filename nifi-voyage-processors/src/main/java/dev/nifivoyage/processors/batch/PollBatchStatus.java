/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.poll.BatchStatusClient;
import dev.nifivoyage.processors.batch.poll.DueFilter;
import dev.nifivoyage.processors.batch.poll.DueJobs;
import dev.nifivoyage.processors.batch.poll.JobVerifier;
import dev.nifivoyage.processors.batch.poll.PollMemory;
import dev.nifivoyage.processors.batch.poll.PollRelationships;
import dev.nifivoyage.processors.batch.poll.PollTimes;
import dev.nifivoyage.processors.batch.poll.PollingOptions;
import dev.nifivoyage.processors.batch.poll.PollingProperties;
import dev.nifivoyage.processors.batch.poll.QuietQueue;
import dev.nifivoyage.processors.batch.poll.SoonDueFilter;
import dev.nifivoyage.processors.batch.poll.StatusRouter;
import dev.nifivoyage.processors.batch.poll.WaitingJobs;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.logging.LogLevel;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.scheduling.SchedulingStrategy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@DefaultSettings(penaltyDuration = "10 sec")
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "5 sec")
@Tags({"voyage", "ai", "embeddings", "batch", "poll", "status", "wait"})
@CapabilityDescription(
        "Waits for Voyage AI batch jobs without blocking threads. Polls jobs that are due, many in one call, at increasing intervals.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.id", description = "ID of the batch job; the default of Batch ID"),
    @ReadsAttribute(
            attribute = "voyage.batch.next.poll",
            description =
                    "Time of the next poll, unless the processor has polled the FlowFile since; a FlowFile without it is polled immediately"),
    @ReadsAttribute(
            attribute = "voyage.batch.poll.interval",
            description = "Previous interval, in milliseconds, unless the processor has polled the FlowFile since"),
    @ReadsAttribute(
            attribute = "voyage.batch.created.at",
            description = "Creation time of the batch job, from which Maximum Waiting Time counts"),
    @ReadsAttribute(
            attribute = "voyage.batch.not.found.since",
            description = "Time at which the batch job was first not found"),
    @ReadsAttribute(
            attribute = "voyage.batch.cancel.requested.at",
            description =
                    "Time at which CancelBatch cancelled the batch job, from which Maximum Waiting Time counts again")
})
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "ID of the batch job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the batch job as reported by Voyage, for example in_progress"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the batch job"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the batch job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "ID of the request file"),
    @WritesAttribute(attribute = "voyage.batch.output.file.id", description = "ID of the output file, if there is one"),
    @WritesAttribute(attribute = "voyage.batch.error.file.id", description = "ID of the error file, if there is one"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "Creation time of the batch job, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.requests.total",
            description = "Number of requests in the batch job; 0 until Voyage has validated it"),
    @WritesAttribute(attribute = "voyage.batch.requests.completed", description = "Number of completed requests"),
    @WritesAttribute(attribute = "voyage.batch.requests.failed", description = "Number of rejected requests"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.percent",
            description = "Percentage of completed and rejected requests, from 0 to 100"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.rate",
            description = "Requests per second between the last two changes of the counts"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.at",
            description = "Time of the last change of the counts, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.estimated.end",
            description = "Estimated end at that rate, or the actual end, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.next.poll",
            description =
                    "Time of the next poll after the last change of the FlowFile, RFC 3339; on running and retry"),
    @WritesAttribute(
            attribute = "voyage.batch.poll.interval",
            description = "Interval until that poll without jitter, in milliseconds; on running and retry"),
    @WritesAttribute(
            attribute = "voyage.batch.status.unknown",
            description = "Comma-separated statuses that this version does not know and has warned of; on running"),
    @WritesAttribute(
            attribute = "voyage.batch.not.found.since",
            description =
                    "Time at which the batch job was first not found, RFC 3339; final after five minutes; on retry"),
    @WritesAttribute(attribute = "mime.type", description = "application/json; on progress"),
    @WritesAttribute(
            attribute = "error.code",
            description =
                    "Status of the batch job, HTTP status, or error code; on job failed, timed out, retry, and failure"),
    @WritesAttribute(
            attribute = "error.message",
            description = "Cause of the error; on job failed, timed out, retry, and failure")
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
@Stateful(
        scopes = Scope.LOCAL,
        description =
                "The progress of each waiting batch job on this node, and of all together, for View State. The processor does not read it.")
public class PollBatchStatus extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor MINIMUM_POLLING_INTERVAL = PollingProperties.MINIMUM_POLLING_INTERVAL;
    static final PropertyDescriptor MAXIMUM_POLLING_INTERVAL = PollingProperties.MAXIMUM_POLLING_INTERVAL;
    static final PropertyDescriptor MAXIMUM_WAITING_TIME = PollingProperties.MAXIMUM_WAITING_TIME;

    static final PropertyDescriptor MAXIMUM_FLOWFILES = new PropertyDescriptor.Builder()
            .name("Maximum FlowFiles")
            .description("Specifies the maximum number of FlowFiles that are polled together")
            .required(true)
            .defaultValue("1000")
            .addValidator(StandardValidators.createLongValidator(1, 10_000, true))
            .build();

    static final Relationship COMPLETED = PollRelationships.COMPLETED;
    static final Relationship RUNNING = PollRelationships.RUNNING;
    static final Relationship JOB_FAILED = PollRelationships.JOB_FAILED;
    static final Relationship TIMED_OUT = PollRelationships.TIMED_OUT;
    static final Relationship RETRY = PollRelationships.RETRY;
    static final Relationship FAILURE = PollRelationships.FAILURE;
    static final Relationship PROGRESS = PollRelationships.PROGRESS;

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            BatchIdProperty.BATCH_ID,
            MINIMUM_POLLING_INTERVAL,
            MAXIMUM_POLLING_INTERVAL,
            MAXIMUM_WAITING_TIME,
            MAXIMUM_FLOWFILES);

    private static final Set<Relationship> RELATIONSHIPS =
            Set.of(COMPLETED, RUNNING, JOB_FAILED, TIMED_OUT, RETRY, FAILURE, PROGRESS);

    private final InstantSource clock;
    private final PollTimes times = new PollTimes();
    private final QuietQueue queue = new QuietQueue();
    private volatile WaitingJobs waitingJobs;

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
                "the polling intervals would be forgotten: connect running to the processor itself");
        queue.reset();
        waitingJobs =
                new WaitingJobs(context.getProperty(MAXIMUM_POLLING_INTERVAL).asDuration());
        writeState(context, Map.of());
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final VoyageClientService client = VoyageClientProperty.client(context);
        return List.of(
                ConnectionVerifier.verify(client, verificationLogger),
                JobVerifier.verify(client, BatchIdProperty.batchId(context, attributes), verificationLogger));
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSessionFactory sessionFactory) {
        queue.begin();
        try {
            super.onTrigger(context, sessionFactory);
        } catch (final Throwable t) {
            // the FlowFiles may not be where they were left
            times.clear();
            throw t;
        } finally {
            queue.end();
        }
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final Instant now = clock.instant();
        final long changes = queue.changes();
        final int queued = session.getQueueSize().getObjectCount();
        if (queue.isQuiet(queued, now)) {
            context.yield();
            return;
        }

        final PollingOptions options = PollingProperties.options(context);
        final Selection selected = select(context, session, options, now);
        if (selected.isEmpty()) {
            queue.nothingDue(changes, queued, selected.earliest(), now);
            context.yield();
            return;
        }

        final BatchStatusClient statuses = ask(context, session, selected);
        route(context, session, options, selected, statuses);
        waitingJobs.due(clock.instant()).ifPresent(lines -> writeState(context, lines));
        times.forgetNotPolled(clock.instant(), options.interval().maximum());
    }

    // nothing depends on the state, which only informs
    private void writeState(final ProcessContext context, final Map<String, String> lines) {
        try {
            context.getStateManager().setState(lines, Scope.LOCAL);
        } catch (final IOException e) {
            getLogger().warn("Failed to write the progress of the waiting jobs to the state of the processor", e);
        }
    }

    /**
     * Takes the FlowFiles that are due, and others that are due soon, for which the same calls may do.
     */
    private Selection select(
            final ProcessContext context,
            final ProcessSession session,
            final PollingOptions options,
            final Instant now) {
        final int maximum = context.getProperty(MAXIMUM_FLOWFILES).asInteger();
        final Duration longest = options.interval().longestWait(options.maximumWaitingTime());
        final DueFilter filter = new DueFilter(times::of, now, longest, maximum);
        final List<FlowFile> due = dueFlowFiles(session, filter, maximum);
        final Selection selected =
                new Selection(new DueJobs(times::of), new DueJobs(times::of), new ArrayList<>(), filter.earliest());
        for (final FlowFile flowFile : due) {
            final String batchId = BatchIdProperty.batchId(context, flowFile);
            if (batchId.isEmpty()) {
                selected.withoutId().add(flowFile);
            } else {
                selected.due().add(flowFile, batchId);
            }
        }

        if (!due.isEmpty() && due.size() < maximum) {
            session.get(new SoonDueFilter(times::of, now, maximum - due.size()))
                    .forEach(flowFile -> selected.soonDue().add(flowFile, BatchIdProperty.batchId(context, flowFile)));
        }
        return selected;
    }

    // a session takes from one connection at a time: those that are polled all the time would starve new ones
    private static List<FlowFile> dueFlowFiles(
            final ProcessSession session, final DueFilter filter, final int maximum) {
        final List<FlowFile> due = new ArrayList<>();
        List<FlowFile> more;
        do {
            more = session.get(filter);
            due.addAll(more);
        } while (!more.isEmpty() && due.size() < maximum);
        return due;
    }

    /**
     * Requests the status of the jobs.
     */
    private BatchStatusClient ask(
            final ProcessContext context, final ProcessSession session, final Selection selected) {
        final BatchStatusClient statuses = new BatchStatusClient(VoyageClientProperty.client(context));
        statuses.ask(
                selected.due().batchIds(),
                selected.soonDue().batchIds(),
                selected.due().oldest());
        Counter.CALLS_TO_VOYAGE.addNow(session, statuses.calls());
        statuses.incompleteList().ifPresent(cause -> getLogger().warn("Retrieving due batch jobs one by one", cause));
        return statuses;
    }

    /**
     * Routes each FlowFile by the status of its job.
     */
    private void route(
            final ProcessContext context,
            final ProcessSession session,
            final PollingOptions options,
            final Selection selected,
            final BatchStatusClient statuses) {
        final PollMemory memory = new PollMemory(times, waitingJobs);
        final StatusRouter router = new StatusRouter(session, options, clock.instant(), memory, getLogger());
        selected.withoutId().forEach(router::failWithoutId);
        selected.due()
                .forEach((flowFile, batchId) ->
                        router.route(flowFile, batchId, statuses.result(batchId), statuses.rejection()));
        selected.soonDue().forEach((flowFile, batchId) -> router.routeSoonDue(flowFile, statuses.result(batchId)));
        if (router.allRemain()) {
            // without an update of the FlowFile repository
            session.rollback();
        }

        if (statuses.rejection().isPresent()) {
            final VoyageException rejection = statuses.rejection().get();
            final Set<String> batchIds = selected.due().batchIds();
            final long notRetrieved = batchIds.stream()
                    .filter(batchId -> statuses.result(batchId) == null)
                    .count();
            if (rejection.isRateLimited() && notRetrieved > 0) {
                context.yield();
            }
            getLogger()
                    .log(
                            rejection.isRetryable() ? LogLevel.WARN : LogLevel.ERROR,
                            "Failed to retrieve {} of {} due batch jobs",
                            notRetrieved,
                            batchIds.size(),
                            rejection);
        }
    }

    /**
     * The FlowFiles of one trigger.
     */
    private record Selection(DueJobs due, DueJobs soonDue, List<FlowFile> withoutId, Optional<Instant> earliest) {

        private boolean isEmpty() {
            return due.batchIds().isEmpty() && withoutId.isEmpty();
        }
    }
}
