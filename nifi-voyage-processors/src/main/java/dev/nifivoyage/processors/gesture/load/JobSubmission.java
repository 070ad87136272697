/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.api.BatchEndpoint;
import dev.nifivoyage.api.BatchRequest;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.batch.request.EmbeddingRequestParameters;
import dev.nifivoyage.processors.batch.request.JobLimits;
import dev.nifivoyage.processors.batch.request.JobPlan;
import dev.nifivoyage.processors.batch.request.JobPlanner;
import dev.nifivoyage.processors.batch.request.KnownTexts;
import dev.nifivoyage.processors.batch.request.PlannedJob;
import dev.nifivoyage.processors.batch.submit.Budget;
import dev.nifivoyage.processors.batch.submit.IntentLog;
import dev.nifivoyage.processors.batch.submit.JobMetadata;
import dev.nifivoyage.processors.batch.submit.JobSubmitter;
import dev.nifivoyage.processors.batch.submit.Submission;
import dev.nifivoyage.processors.batch.submit.SubmissionAttributes;
import dev.nifivoyage.processors.batch.submit.SubmissionException;
import dev.nifivoyage.processors.batch.submit.SubmissionId;
import dev.nifivoyage.processors.batch.submit.UploadedFile;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.JobMetadataProperty;
import dev.nifivoyage.processors.property.MaximumSubmissionsProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.processors.throttle.RetryGate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes the batch job of a library, exactly once. Texts whose vectors are in the cache are not in it.
 */
public final class JobSubmission {
    /** Source: news of Voyage on its Batch API, see CreateBatchEmbedding. */
    private static final long MAXIMUM_BYTES = 1L << 30;
    private static final long MAXIMUM_TOKENS = 1_000_000_000;
    private static final JobLimits LIMITS = new JobLimits(BatchRequest.MAXIMUM_REQUESTS, MAXIMUM_BYTES, MAXIMUM_TOKENS, Long.MAX_VALUE);

    private final IntentLog intents;
    private final RetryGate gate;
    private final LibraryDelivery delivery;
    private final ComponentLog logger;

    public JobSubmission(final IntentLog intents, final RetryGate gate, final LibraryDelivery delivery, final ComponentLog logger) {
        this.intents = intents;
        this.gate = gate;
        this.delivery = delivery;
        this.logger = logger;
    }

    /**
     * What becomes of the FlowFile whose job was made.
     */
    @FunctionalInterface
    public interface Submitted {

        /**
         * Transfers the FlowFile, which has the job in its attributes.
         */
        void transfer(FlowFile flowFile, Batch job);
    }

    /**
     * Makes a job, or sends the FlowFile to retry or failure.
     *
     * @return false when no job is needed, since the cache has all vectors or no record can be used; the FlowFile is then not transferred
     * @throws IOException when the content cannot be read
     */
    public boolean submit(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final Submitted submitted) throws IOException {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final Budget budget;
        try {
            budget = Budget.of(context, flowFile, parameters.model());
        } catch (final IllegalArgumentException e) {
            delivery.fail(session, flowFile, "invalid_maximum_cost", e.getMessage());
            return true;
        }

        final JobPlan plan = plan(context, session, flowFile, parameters);
        if (plan.requests() == 0) {
            return false;
        }

        final Optional<String> overBudget = budget.refuse(plan, true);
        final Optional<String> tooMany = MaximumSubmissionsProperty.refuse(context, SubmissionId.submissions(flowFile));
        if (tooMany.isPresent()) {
            plan.discard(session);
            delivery.fail(session, flowFile, "too_many_submissions", tooMany.get());
        } else if (plan.jobs().size() > 1) {
            plan.discard(session);
            delivery.fail(session, flowFile, "library_too_large", "The library has %d texts to send and takes several batch jobs; a job takes %d texts: split its records into several FlowFiles"
                .formatted(plan.requests(), LIMITS.requests()));
        } else if (overBudget.isPresent()) {
            plan.discard(session);
            delivery.overBudget(session, flowFile, estimate(plan.requests(), plan.estimatedTokens(), budget), overBudget.get());
        } else {
            submit(context, session, flowFile, parameters, plan, budget, submitted);
        }
        return true;
    }

    private JobPlan plan(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final EmbeddingParameters parameters) throws IOException {
        final GestureForm form = new GestureForm(parameters, LibraryProperties.paths(context));
        final KnownTexts known = new KnownTexts(LibraryProperties.cache(context), parameters);
        final JobPlanner planner = new JobPlanner(session, flowFile, BatchEndpoint.EMBEDDINGS, form, EmbeddingRequestParameters.of(parameters), LIMITS, known);
        try (InputStream input = session.read(flowFile); RecordReader reader = LibraryProperties.reader(context).createRecordReader(flowFile, input, logger)) {
            return planner.plan(reader);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            planner.discard(e);
            throw UnreadableContentException.of(e);
        }
    }

    private void submit(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final EmbeddingParameters parameters, final JobPlan plan, final Budget budget,
            final Submitted submitted) {
        final long start = System.nanoTime();
        final PlannedJob job = plan.jobs().getFirst();
        final SubmissionId submissionId = SubmissionId.of(flowFile);
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(parameters));
        attributes.put(VoyageAttributes.TEXT_RECORD_PATH, LibraryProperties.paths(context).text());
        final Map<String, String> metadata;
        try {
            metadata = JobMetadata.of(JobMetadataProperty.pairs(context, flowFile), job.fingerprint(), submissionId, attributes);
        } catch (final IllegalArgumentException e) {
            plan.discard(session);
            delivery.fail(session, flowFile, "invalid_metadata", e.getMessage());
            return;
        }

        try {
            final JobSubmitter submitter = new JobSubmitter(VoyageClientProperty.client(context), intents, BatchEndpoint.EMBEDDINGS, EmbeddingRequestParameters.of(parameters));
            final String filename = "nifi-voyage-%s.jsonl".formatted(flowFile.getAttribute(CoreAttributes.UUID.key()));
            final Submission submission = submitter.submit(session, job, submissionId, SubmissionId.uploadedBefore(flowFile), filename, metadata);
            FlowFile made = session.removeAllAttributes(flowFile, SubmissionAttributes.OF_AN_EARLIER_JOB);
            made = session.removeAllAttributes(made, ErrorAttributes.NAMES);
            made = session.removeAllAttributes(made, LibraryDelivery.WAITING_ATTRIBUTES);
            attributes.putAll(JobProgress.of(submission.job(), made, Instant.now()).attributes());
            attributes.putAll(counts(plan, job));
            attributes.putAll(estimate(job.requests(), job.estimatedTokens(), budget));
            attributes.put(VoyageAttributes.SUBMISSION_COUNT, Long.toString(SubmissionId.submissions(flowFile) + 1));
            made = session.putAllAttributes(made, attributes);
            // forced: the job exists even if this session is rolled back
            session.getProvenanceReporter().send(made, "%s/batches/%s".formatted(VoyageClientProperty.client(context).getBaseUri(), submission.job().id()),
                submission.adopted() ? "Adopted the job that an earlier try had made" : "Made a job of %d requests".formatted(job.requests()),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), true);
            session.adjustCounter(submission.adopted() ? "Jobs Adopted" : "Jobs Made", 1, false);
            session.adjustCounter("Requests Sent", job.requests(), false);
            submitted.transfer(made, submission.job());
            plan.discard(session);
            session.commitAsync(() -> forget(submission.intent()));
        } catch (final SubmissionException e) {
            plan.discard(session);
            transferRefused(context, session, flowFile, submissionId, e);
        } catch (final IOException e) {
            throw new ProcessException("The intent to make a job for %s could not be noted in the processor's state".formatted(flowFile), e);
        }
    }

    private static Map<String, String> counts(final JobPlan plan, final PlannedJob job) {
        return Map.of(
            VoyageAttributes.ROWS_SENT, Long.toString(job.rowsSent()),
            VoyageAttributes.ROWS_KNOWN, Long.toString(job.rowsKnown()),
            VoyageAttributes.ROWS_UNUSABLE, Long.toString(job.rowsUnusable()),
            VoyageAttributes.TOKENS_SAVED, Long.toString(plan.tokensKnown())
        );
    }

    private static Map<String, String> estimate(final long requests, final long tokens, final Budget budget) {
        final Map<String, String> attributes = new HashMap<>(budget.attributes(tokens));
        attributes.put(VoyageAttributes.REQUESTS, Long.toString(requests));
        attributes.put(VoyageAttributes.ESTIMATED_TOKENS, Long.toString(tokens));
        return attributes;
    }

    private void transferRefused(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final SubmissionId submissionId, final SubmissionException refusal) {
        final VoyageException cause = refusal.getCause();
        gate.closeAfter(cause);
        final Map<String, String> attributes = new HashMap<>(submissionId.attributes(flowFile));
        final UploadedFile uploaded = refusal.uploadedFile() == null ? SubmissionId.uploadedBefore(flowFile) : refusal.uploadedFile();
        if (uploaded != null && cause.isRetryable()) {
            attributes.putAll(uploaded.attributes());
        }
        // the file of a FlowFile that this one is a copy of is not for this one
        final FlowFile refused = session.putAllAttributes(session.removeAttribute(flowFile, VoyageAttributes.INPUT_FILE_FINGERPRINT), attributes);
        delivery.refused(context, session, refused, cause);
    }

    private void forget(final String intent) {
        try {
            intents.forget(Set.of(intent));
        } catch (final IOException e) {
            // a note is of one submission of one FlowFile: the FlowFile's next one has another id, so that it cannot take the old job for its own
            logger.warn("The note of a job that is made could not be dropped from the processor's state", e);
        }
    }
}
