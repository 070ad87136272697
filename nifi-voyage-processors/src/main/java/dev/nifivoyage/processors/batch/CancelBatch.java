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
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.processors.batch.list.JobCanceler;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.LogLevel;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@DefaultSettings(penaltyDuration = "1 min")
@Tags({"voyage", "ai", "embeddings", "batch", "cancel", "stop"})
@CapabilityDescription(
        "Cancels Voyage AI batch jobs. The FlowFile goes on to PollBatchStatus, so that what was answered before is downloaded.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.id", description = "Id of the job; the default of Batch ID"),
    @ReadsAttribute(
            attribute = "voyage.batch.created.at",
            description = "When the job was made; kept when it is there"),
    @ReadsAttribute(attribute = "voyage.batch.not.found.since", description = "When Voyage first did not find the job")
})
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "Id of the job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the job now, mostly cancelling; of a job that had ended before, how it ended"),
    @WritesAttribute(
            attribute = "voyage.batch.cancel.requested.at",
            description = "When the job was cancelled, RFC 3339; not set when it had ended before"),
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
    @WritesAttribute(attribute = "voyage.batch.estimated.end", description = "When the job has ended, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.not.found.since",
            description =
                    "On retry: when Voyage first did not find the job, RFC 3339; after five minutes that is final"),
    @WritesAttribute(
            attribute = "error.code",
            description = "On retry and failure: HTTP status, or a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On retry and failure: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.ListBatches",
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.CreateBatchContextualized",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@MultiProcessorUseCase(
        description = "Cancel Voyage AI batch jobs that take too long, and keep the vectors that are done",
        keywords = {"voyage", "batch", "cancel", "timeout"},
        configurations = {
            @ProcessorConfiguration(processorClass = PollBatchStatus.class, configuration = """
                Set "Maximum Waiting Time" to how long a job may take.
                Connect "timed out" to CancelBatch, and "completed" to DownloadBatchResults.
                """),
            @ProcessorConfiguration(processorClass = CancelBatch.class, configuration = """
                Set "Voyage Client Service" to the service of PollBatchStatus.
                Connect "success" to PollBatchStatus, and "retry" to CancelBatch itself.
                """),
            @ProcessorConfiguration(processorClass = DownloadBatchResults.class, configuration = """
                Connect "unprocessed" to where the records that were not done shall go: CreateBatchEmbedding would send them again.
                """)
        })
public class CancelBatch extends StoppableProcessor {

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "The job is being cancelled, or had nothing left to cancel. To be sent to PollBatchStatus, which waits for its end and sends it to be downloaded.")
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "Voyage could not be asked, but may be later; the job may run on. To be led back to this processor.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "The job is not cancelled, and trying again will not help: it has been unknown to this API key for five minutes, the key is refused, or the FlowFile names no job")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS =
            List.of(VoyageClientProperty.VOYAGE_CLIENT_SERVICE, BatchIdProperty.BATCH_ID);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, RETRY, FAILURE);

    private static final Set<String> WAITING_ATTRIBUTES =
            Set.of(VoyageAttributes.NEXT_POLL, VoyageAttributes.POLL_INTERVAL);

    private final InstantSource clock;

    private volatile RateLimit gate;

    public CancelBatch() {
        this(InstantSource.system());
    }

    CancelBatch(final InstantSource clock) {
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

    @OnScheduled
    public void onScheduled() {
        gate = new RateLimit();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isLimitReached()) {
            context.yield();
            return;
        }

        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final String batchId = BatchIdProperty.batchId(context, flowFile);
        if (batchId.isEmpty()) {
            final String message = "The FlowFile names no job: the property Batch ID gives an empty text";
            getLogger().error("{} goes to failure: {}", flowFile, message);
            session.transfer(
                    session.putAllAttributes(flowFile, ErrorAttributes.of(ErrorCode.MISSING_BATCH_ID, message)),
                    FAILURE);
            return;
        }

        final VoyageClientService client = VoyageClientProperty.client(context);
        try {
            routeCancelled(
                    session,
                    flowFile,
                    JobCanceler.request(client, batchId),
                    "%s/batches/%s/cancel".formatted(client.getBaseUri(), batchId));
        } catch (final VoyageException e) {
            routeRejected(context, session, flowFile, batchId, e);
        }
    }

    private void routeCancelled(
            final ProcessSession session,
            final FlowFile flowFile,
            final JobCanceler cancellation,
            final String transitUri) {
        final Instant now = clock.instant();
        final Batch job = cancellation.job();
        final JobProgress progress = JobProgress.of(job, flowFile, now);
        final Map<String, String> attributes = new HashMap<>(progress.attributes());
        if (job.status().phase() == BatchPhase.RUNNING) {
            attributes.put(VoyageAttributes.CANCEL_REQUESTED_AT, now.toString());
        }

        final Set<String> outdated = new HashSet<>(progress.outdated());
        outdated.addAll(ErrorAttributes.NAMES);
        // the times of the wait before say nothing of this one
        outdated.addAll(WAITING_ATTRIBUTES);
        final FlowFile current = session.putAllAttributes(session.removeAllAttributes(flowFile, outdated), attributes);
        if (cancellation.accepted()) {
            session.getProvenanceReporter()
                    .invokeRemoteProcess(current, transitUri, "Job is %s".formatted(job.status()));
            getLogger().info("Job {} of {} is cancelled and now {}", job.id(), current, job.status());
        } else {
            getLogger().info("Job {} of {} has nothing to cancel: it is {}", job.id(), current, job.status());
        }
        (cancellation.accepted() ? Counter.JOBS_CANCELLED : Counter.JOBS_NOT_CANCELLABLE).add(session, 1);
        session.transfer(current, SUCCESS);
    }

    private void routeRejected(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final VoyageException rejection) {
        final Instant now = clock.instant();
        if (GracePeriod.isNotFound(rejection) && !GracePeriod.JOB_NOT_FOUND.isOver(flowFile, now)) {
            getLogger()
                    .log(
                            GracePeriod.JOB_NOT_FOUND.hasBegun(flowFile) ? LogLevel.DEBUG : LogLevel.WARN,
                            "Job {} of {} is not found, and is tried again later",
                            batchId,
                            flowFile,
                            rejection);
            final FlowFile later =
                    session.putAllAttributes(flowFile, GracePeriod.JOB_NOT_FOUND.attributes(flowFile, now));
            session.transfer(session.penalize(session.putAllAttributes(later, ErrorAttributes.of(rejection))), RETRY);
            return;
        }
        if (!rejection.isRetryable()) {
            getLogger().error("Job {} of {} cannot be cancelled", batchId, flowFile, rejection);
            session.transfer(
                    session.putAllAttributes(
                            session.removeAllAttributes(flowFile, ErrorAttributes.NAMES),
                            ErrorAttributes.of(rejection)),
                    FAILURE);
            return;
        }

        if (rejection.isRateLimited()) {
            rejection.retryAfter().ifPresent(gate::retryAfter);
            context.yield();
        }
        getLogger().warn("Job {} of {} could not be cancelled, and is tried again later", batchId, flowFile, rejection);
        session.transfer(session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(rejection))), RETRY);
    }
}
