/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.request.JobPlan;
import dev.nifivoyage.processors.batch.request.JobPlanner;
import dev.nifivoyage.processors.batch.request.JobSlices;
import dev.nifivoyage.processors.batch.request.PlannedJob;
import dev.nifivoyage.processors.property.JobMetadataProperty;
import dev.nifivoyage.processors.property.MaximumSubmissionsProperty;
import dev.nifivoyage.processors.property.RowProperties;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.record.RecordSlicer;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.processors.throttle.RetryGate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes the jobs of FlowFiles, whatever their endpoint: plans them, cuts a FlowFile that needs several, submits each job once, and transfers the FlowFiles.
 * Made whenever its processor is scheduled; safe for many threads.
 */
public final class JobCreation {
    private final IntentLog intents;
    private final RetryGate gate;
    private final ComponentLog logger;
    private final Relationship tooFew;

    /**
     * The jobs of one processor.
     *
     * @param tooFew where a FlowFile goes that has too few requests for a job
     */
    public JobCreation(final ProcessContext context, final ComponentLog logger, final Relationship tooFew) {
        this.intents = new IntentLog(context.getStateManager());
        this.gate = new RetryGate();
        this.logger = logger;
        this.tooFew = tooFew;
    }

    /**
     * The next FlowFile; null when there is none, when Voyage has asked to wait, or when no further job is to be made for its rows, so that it went to failure.
     */
    public FlowFile next(final ProcessContext context, final ProcessSession session) {
        if (gate.isClosed()) {
            context.yield();
            return null;
        }

        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return null;
        }

        final Optional<String> tooMany = MaximumSubmissionsProperty.refuse(context, SubmissionId.submissions(flowFile));
        if (tooMany.isPresent()) {
            logger.error("No job was made for {}: {}", flowFile, tooMany.get());
            session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("too_many_submissions", tooMany.get())), SubmissionRelationships.FAILURE);
            return null;
        }

        return flowFile;
    }

    /**
     * Makes the jobs of a FlowFile.
     */
    public void create(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final JobRecipe recipe) {
        final Budget budget;
        try {
            budget = Budget.of(context, flowFile, recipe.model());
        } catch (final IllegalArgumentException e) {
            logger.error("No job was made for {}", flowFile, e);
            session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("invalid_maximum_cost", e.getMessage())), SubmissionRelationships.FAILURE);
            return;
        }

        final JobPlan plan;
        final Optional<String> overBudget;
        final List<FlowFile> slices;
        try {
            plan = plan(context, session, flowFile, recipe);
            overBudget = budget.refuse(plan, isEnough(recipe, plan));
            slices = plan.jobs().size() > 1 && isEnough(recipe, plan) && overBudget.isEmpty() ? slice(context, session, flowFile, plan) : List.of();
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            final UnreadableContentException unreadable = UnreadableContentException.of(e);
            logger.error("Rows of {} could not be read", flowFile, unreadable);
            session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("unreadable_content", unreadable.getMessage())), SubmissionRelationships.FAILURE);
            return;
        }

        count(session, plan, budget);
        if (plan.isWithoutText()) {
            transferWithoutText(session, flowFile, plan);
            return;
        }
        if (plan.firstUnusable() != null) {
            logger.info("{} of the {} rows of {} are not sent; the first: {}", plan.rowsUnusable(), plan.rows(), flowFile, plan.firstUnusable());
        }
        if (overBudget.isPresent()) {
            transferOverBudget(session, flowFile, plan, budget, overBudget.get());
            return;
        }
        if (!isEnough(recipe, plan)) {
            transferTooFew(session, flowFile, plan, recipe);
            return;
        }

        final Set<String> committed = new HashSet<>();
        final JobSubmitter submitter = new JobSubmitter(VoyageClientProperty.client(context), intents, recipe.endpoint(), recipe.requestParameters());
        if (slices.isEmpty()) {
            submit(context, session, flowFile, SubmissionId.of(flowFile), plan.jobs().getFirst(), recipe, budget, submitter, committed);
        } else {
            VoyageException refusal = null;
            for (int i = 0; i < slices.size(); i++) {
                final SubmissionId submissionId = SubmissionId.of(flowFile).slice(i);
                if (refusal == null) {
                    refusal = submit(context, session, slices.get(i), submissionId, plan.jobs().get(i), recipe, budget, submitter, committed);
                } else {
                    transferRetry(session, slices.get(i), submissionId, null, refusal);
                    session.remove(plan.jobs().get(i).requestFile());
                }
            }
            session.transfer(session.putAttribute(flowFile, VoyageAttributes.SUBMISSION_COUNT, Long.toString(SubmissionId.submissions(flowFile) + 1)), SubmissionRelationships.ORIGINAL);
        }

        session.commitAsync(() -> forgetIntents(committed));
    }

    private JobPlan plan(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final JobRecipe recipe)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final JobPlanner planner = new JobPlanner(session, flowFile, recipe.endpoint(), recipe.form(), recipe.requestParameters(), recipe.limits(), recipe.known());
        try (InputStream input = session.read(flowFile); RecordReader reader = RowProperties.reader(context).createRecordReader(flowFile, input, logger)) {
            return planner.plan(reader);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            planner.discard(e);
            throw e;
        }
    }

    private List<FlowFile> slice(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final JobPlan plan)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        return new JobSlices(new RecordSlicer(RowProperties.reader(context), RowProperties.writer(context), logger)).cut(session, flowFile, plan);
    }

    private static boolean isEnough(final JobRecipe recipe, final JobPlan plan) {
        return plan.requests() >= recipe.minimumRequests();
    }

    private static void count(final ProcessSession session, final JobPlan plan, final Budget budget) {
        session.adjustCounter("Rows", plan.rows(), false);
        session.adjustCounter("Distinct Texts", plan.requests() + plan.requestsKnown(), false);
        session.adjustCounter("Cache Hits", plan.requestsKnown(), false);
        session.adjustCounter("Tokens Not Spent", plan.tokensKnown(), false);
        budget.cost(plan.tokensKnown()).ifPresent(cost -> session.adjustCounter("Micro USD Not Spent", cost.costMicros(), false));
    }

    private void transferTooFew(final ProcessSession session, final FlowFile flowFile, final JobPlan plan, final JobRecipe recipe) {
        plan.discard(session);
        session.transfer(session.putAllAttributes(strip(session, flowFile), SubmissionAttributes.ofRealTime(recipe, plan)), tooFew);
    }

    // keeps what an earlier try noted, so that the FlowFile adopts its own job when it comes back with a greater maximum
    private void transferOverBudget(final ProcessSession session, final FlowFile flowFile, final JobPlan plan, final Budget budget, final String message) {
        plan.discard(session);
        logger.warn("No job was made for {}: {}", flowFile, message);
        final FlowFile estimated = session.putAllAttributes(flowFile, SubmissionAttributes.ofOverBudget(plan, budget));
        session.transfer(session.putAllAttributes(estimated, ErrorAttributes.of("over_budget", message)), SubmissionRelationships.OVER_BUDGET);
    }

    private static FlowFile strip(final ProcessSession session, final FlowFile flowFile) {
        return session.removeAllAttributes(session.removeAllAttributes(flowFile, SubmissionAttributes.OF_AN_EARLIER_JOB), ErrorAttributes.NAMES);
    }

    private void transferWithoutText(final ProcessSession session, final FlowFile flowFile, final JobPlan plan) {
        final String message = plan.rows() == 0
            ? "The FlowFile has no rows"
            : "None of the %d rows can be sent. The first is %s".formatted(plan.rows(), plan.firstUnusable());
        logger.warn("No job was made for {}: {}", flowFile, message);
        session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("no_text", message)), SubmissionRelationships.NO_TEXT);
    }

    /**
     * Makes one job, and transfers its FlowFile.
     *
     * @return HTTP 429, after which no further job is to be tried; else null
     */
    private VoyageException submit(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final SubmissionId submissionId, final PlannedJob job,
            final JobRecipe recipe, final Budget budget, final JobSubmitter submitter, final Set<String> committed) {
        final long start = System.nanoTime();
        final Map<String, String> metadata;
        try {
            metadata = JobMetadata.of(JobMetadataProperty.pairs(context, flowFile), job.fingerprint(), submissionId, recipe.attributes());
        } catch (final IllegalArgumentException e) {
            logger.error("Metadata of the job for {} is not valid", flowFile, e);
            session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("invalid_metadata", e.getMessage())), SubmissionRelationships.FAILURE);
            session.remove(job.requestFile());
            return null;
        }

        VoyageException tooMany = null;
        try {
            final String filename = "nifi-voyage-%s.jsonl".formatted(flowFile.getAttribute(CoreAttributes.UUID.key()));
            final Submission submission = submitter.submit(session, job, submissionId, SubmissionId.uploadedBefore(flowFile), filename, metadata);
            committed.add(submission.intent());
            transferSubmitted(context, session, flowFile, job, recipe, budget, submission, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        } catch (final IOException e) {
            throw new ProcessException("The intent to make a job for %s could not be noted in the processor's state".formatted(flowFile), e);
        } catch (final SubmissionException e) {
            transferRefused(session, flowFile, submissionId, e);
            if (ErrorAttributes.TOO_MANY_REQUESTS.equals(ErrorAttributes.code(e.getCause()))) {
                tooMany = e.getCause();
                gate.closeAfter(tooMany);
                context.yield();
            }
        }
        session.remove(job.requestFile());
        return tooMany;
    }

    private static void transferSubmitted(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final PlannedJob job, final JobRecipe recipe,
            final Budget budget, final Submission submission, final long millis) {
        FlowFile submitted = strip(session, flowFile);
        submitted = session.putAttribute(submitted, VoyageAttributes.SUBMISSION_COUNT, Long.toString(SubmissionId.submissions(flowFile) + 1));
        submitted = session.putAllAttributes(submitted, SubmissionAttributes.of(recipe, job, submission.job(), budget));
        // forced: the job exists even if this session is rolled back
        session.getProvenanceReporter().send(submitted, "%s/batches/%s".formatted(VoyageClientProperty.client(context).getBaseUri(), submission.job().id()),
            submission.adopted() ? "Adopted the job that an earlier try had made" : "Made a job of %d requests".formatted(job.requests()), millis, true);
        session.adjustCounter(submission.adopted() ? "Jobs Adopted" : "Jobs Made", 1, false);
        session.adjustCounter("Rows Sent", job.rowsSent(), false);
        session.adjustCounter("Rows Unusable", job.rowsUnusable(), false);
        session.adjustCounter("Requests Sent", job.requests(), false);
        session.transfer(submitted, SubmissionRelationships.SUBMITTED);
    }

    private void transferRefused(final ProcessSession session, final FlowFile flowFile, final SubmissionId submissionId, final SubmissionException refusal) {
        final VoyageException cause = refusal.getCause();
        if (cause.isRetryable()) {
            logger.warn("The job for {} could not be made now", flowFile, cause);
            transferRetry(session, flowFile, submissionId, refusal.uploadedFile(), cause);
        } else {
            logger.error("The job for {} could not be made", flowFile, cause);
            session.transfer(session.putAllAttributes(session.putAllAttributes(flowFile, ErrorAttributes.of(cause)), submissionId.attributes(flowFile)), SubmissionRelationships.FAILURE);
        }
    }

    private static void transferRetry(final ProcessSession session, final FlowFile flowFile, final SubmissionId submissionId, final UploadedFile uploaded, final VoyageException cause) {
        final Map<String, String> attributes = new HashMap<>(ErrorAttributes.of(cause));
        attributes.putAll(submissionId.attributes(flowFile));
        final UploadedFile file = uploaded == null ? SubmissionId.uploadedBefore(flowFile) : uploaded;
        if (file != null) {
            attributes.putAll(file.attributes());
        }
        // the file of a FlowFile that this one is a copy of is not for this one
        final FlowFile refused = session.putAllAttributes(session.removeAttribute(flowFile, VoyageAttributes.INPUT_FILE_FINGERPRINT), attributes);
        session.transfer(session.penalize(refused), SubmissionRelationships.RETRY);
    }

    private void forgetIntents(final Set<String> keys) {
        try {
            intents.forget(keys);
        } catch (final IOException e) {
            // a note is of one submission of one FlowFile: the FlowFile's next one has another id, so that it cannot take the old job for its own
            logger.warn("Notes of jobs that are made could not be dropped from the processor's state", e);
        }
    }
}
