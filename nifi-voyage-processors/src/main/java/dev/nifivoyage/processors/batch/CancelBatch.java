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
import dev.nifivoyage.processors.batch.list.Cancellation;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.batch.poll.JobVerifier;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
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
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
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
        "Cancels Voyage AI batch jobs. Route the FlowFiles to PollBatchStatus to download the results that were completed before.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.id", description = "ID of the batch job; the default of Batch ID"),
    @ReadsAttribute(attribute = "voyage.batch.created.at", description = "Creation time of the batch job; kept if set"),
    @ReadsAttribute(
            attribute = "voyage.batch.not.found.since",
            description = "Time at which the batch job was first not found")
})
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "ID of the batch job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description =
                    "Current status of the batch job, usually cancelling; for a batch job that had already ended, its final status"),
    @WritesAttribute(
            attribute = "voyage.batch.cancel.requested.at",
            description = "Time of the cancellation, RFC 3339; not set for a batch job that had already ended"),
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
    @WritesAttribute(attribute = "voyage.batch.estimated.end", description = "End of the batch job, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.not.found.since",
            description =
                    "Time at which the batch job was first not found, RFC 3339; final after five minutes; on retry"),
    @WritesAttribute(attribute = "error.code", description = "HTTP status or error code; on retry and failure"),
    @WritesAttribute(attribute = "error.message", description = "Cause of the error; on retry and failure")
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
        description = "Cancel Voyage AI batch jobs that take too long, and keep the completed vectors",
        keywords = {"voyage", "batch", "cancel", "timeout"},
        configurations = {
            @ProcessorConfiguration(processorClass = PollBatchStatus.class, configuration = """
                Set "Maximum Waiting Time" to the maximum age of a batch job.
                Connect "timed out" to CancelBatch, and "completed" to DownloadBatchResults.
                """),
            @ProcessorConfiguration(processorClass = CancelBatch.class, configuration = """
                Set "Voyage Client Service" to the service of PollBatchStatus.
                Connect "success" to PollBatchStatus, and "retry" to CancelBatch itself.
                """),
            @ProcessorConfiguration(processorClass = DownloadBatchResults.class, configuration = """
                Connect "unprocessed" to the next step for records whose request did not run, for example to CreateBatchEmbedding to send them again.
                """)
        })
public class CancelBatch extends StoppableProcessor implements VerifiableProcessor {

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "FlowFiles whose batch job is being cancelled or had already ended. Route to PollBatchStatus, which waits for its end.")
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "FlowFiles whose batch job could not be cancelled for now, and may still be running. Route back to this processor.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles whose batch job cannot be cancelled: it has been unknown to this API key for five minutes, the API key is rejected, or Batch ID is empty")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS =
            List.of(VoyageClientProperty.VOYAGE_CLIENT_SERVICE, BatchIdProperty.BATCH_ID);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, RETRY, FAILURE);

    private static final Set<String> WAITING_ATTRIBUTES =
            Set.of(VoyageAttributes.NEXT_POLL, VoyageAttributes.POLL_INTERVAL);

    private final InstantSource clock;

    private volatile RateLimit rateLimit;

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
        rateLimit = new RateLimit();
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
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (rateLimit.isLimitReached()) {
            context.yield();
            return;
        }

        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final String batchId = BatchIdProperty.batchId(context, flowFile);
        if (batchId.isEmpty()) {
            final String message = ErrorCode.MISSING_BATCH_ID.meaning();
            getLogger().error("Routing {} to failure: {}", flowFile, message);
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
                    Cancellation.request(client, batchId),
                    "%s/batches/%s/cancel".formatted(client.getBaseUri(), batchId));
        } catch (final VoyageException e) {
            routeRejected(context, session, flowFile, batchId, e);
        }
    }

    private void routeCancelled(
            final ProcessSession session,
            final FlowFile flowFile,
            final Cancellation cancellation,
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
        // the polling times from before the cancellation no longer apply
        outdated.addAll(WAITING_ATTRIBUTES);
        final FlowFile current = session.putAllAttributes(session.removeAllAttributes(flowFile, outdated), attributes);
        if (cancellation.accepted()) {
            session.getProvenanceReporter()
                    .invokeRemoteProcess(current, transitUri, "Batch job is %s".formatted(job.status()));
            getLogger().info("Cancelled batch job {} of {}, which is now {}", job.id(), current, job.status());
        } else {
            getLogger().info("Batch job {} of {} has already ended: it is {}", job.id(), current, job.status());
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
                            GracePeriod.JOB_NOT_FOUND.logLevel(flowFile),
                            "Batch job {} of {} was not found; trying again later",
                            batchId,
                            flowFile,
                            rejection);
            final FlowFile later =
                    session.putAllAttributes(flowFile, GracePeriod.JOB_NOT_FOUND.attributes(flowFile, now));
            session.transfer(session.penalize(session.putAllAttributes(later, ErrorAttributes.of(rejection))), RETRY);
            return;
        }
        if (!rejection.isRetryable()) {
            getLogger().error("Failed to cancel batch job {} of {}", batchId, flowFile, rejection);
            session.transfer(
                    ErrorAttributes.replace(session, flowFile, ErrorAttributes.code(rejection), rejection.getMessage()),
                    FAILURE);
            return;
        }

        if (rejection.isRateLimited()) {
            rateLimit.observe(rejection);
            context.yield();
        }
        getLogger().warn("Failed to cancel batch job {} of {}; trying again later", batchId, flowFile, rejection);
        session.transfer(session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(rejection))), RETRY);
    }
}
