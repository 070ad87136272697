/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Ends one step of a submission in one of the ways common to preparing and submitting. Each method transfers the
 * FlowFile.
 */
final class SubmissionExit {
    private final long start = System.nanoTime();
    private final SubmissionContext context;
    private final SubmissionStep step;
    private final ProcessSession session;
    private boolean rateLimited;

    SubmissionExit(final SubmissionContext context, final SubmissionStep step) {
        this.context = context;
        this.step = step;
        this.session = step.session();
    }

    /**
     * Returns whether Voyage rejected a call because of a rate limit.
     */
    boolean isRateLimited() {
        return rateLimited;
    }

    /**
     * Routes the FlowFile with a job that an earlier attempt, or a copy of the FlowFile, has created.
     *
     * @param attributes attributes of the job that the FlowFile does not have yet
     */
    void adopted(final Map<String, String> attributes, final Batch job) {
        session.putAllAttributes(step.flowFile(), attributes);
        Counter.JOBS_ADOPTED.add(session, 1);
        submitted(job, "Adopted the batch job created by an earlier attempt");
    }

    /**
     * Routes the FlowFile with its new job.
     */
    void created(final Batch job) {
        Counter.JOBS_CREATED.add(session, 1);
        submitted(
                job,
                "Created a batch job of %s requests"
                        .formatted(step.flowFile().getAttribute(VoyageAttributes.REQUESTS)));
    }

    private void submitted(final Batch job, final String details) {
        final Map<String, String> attributes = SubmissionAttributes.ofSubmitted(
                step.spec().requests(), job, SubmissionId.submissions(step.flowFile()));
        final FlowFile submitted = session.putAllAttributes(PendingSubmission.end(session, detach()), attributes);
        // forced: the job exists even if this session is rolled back
        session.getProvenanceReporter()
                .send(
                        submitted,
                        "%s/batches/%s".formatted(step.client().getBaseUri(), job.id()),
                        details,
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                        true);
        count(Counter.RECORDS_SENT, submitted, VoyageAttributes.RECORDS_SENT);
        count(Counter.RECORDS_UNUSABLE, submitted, VoyageAttributes.RECORDS_UNUSABLE);
        count(Counter.REQUESTS_SENT, submitted, VoyageAttributes.REQUESTS);
        step.router().submitted(session, submitted, job);
    }

    private void count(final Counter counter, final FlowFile submitted, final String attribute) {
        final Long number = AttributeValues.readLong(submitted, attribute);
        if (number != null) {
            counter.add(session, number);
        }
    }

    /**
     * Routes the FlowFile to retry or failure with everything needed to continue. If Voyage's limits are reached, a
     * split FlowFile stays in its queue: its other slices would fail as well.
     */
    void rejected(final VoyageException rejection) {
        context.rateLimit().observe(rejection);
        final String code = ErrorAttributes.code(rejection);
        rateLimited = rejection.isRateLimited();
        if (rateLimited && step.part() instanceof FlowFileSlice) {
            context.logger()
                    .warn(
                            "Creating the batch job for slice {} of {} is delayed by a rate limit",
                            step.flowFile().getAttribute(VoyageAttributes.SLICE_INDEX),
                            step.flowFile(),
                            rejection);
            session.transfer(
                    session.penalize(session.putAllAttributes(step.flowFile(), ErrorAttributes.of(rejection))));
        } else if (rejection.isRetryable()) {
            retry(code, rejection);
        } else {
            step.router().fail(session, detach(), code, rejection);
        }
    }

    /**
     * Routes the FlowFile to retry with its submission.
     */
    void retry(final String code, final Exception cause) {
        step.router().retry(session, detach(), code, cause);
    }

    /**
     * Routes the FlowFile to failure, and ends a submission that will have no job.
     */
    void abandon(final String code, final Exception cause) {
        step.router().fail(session, PendingSubmission.abandon(session, detach()), code, cause);
    }

    /**
     * Has the requests planned again, because the properties were changed since the job was prepared or the FlowFile
     * came from another processor.
     */
    void planAgain() {
        if (step.part() instanceof WholeFlowFile) {
            session.transfer(PendingSubmission.withoutFile(session, step.flowFile()));
            return;
        }

        step.router()
                .retry(
                        session,
                        PendingSubmission.abandon(session, detach()),
                        ErrorCode.PARAMETERS_CHANGED.code(),
                        new IllegalStateException(
                                "The parameters of the batch job were changed after the FlowFile had been split, so the slice has to be planned again"));
    }

    // the detached FlowFile leaves in this session, and nothing was sent yet for the slice that follows
    private FlowFile detach() {
        if (step.part() instanceof final FlowFileSlice slice && !slice.cursor().isLast()) {
            context.memory()
                    .markUntried(step.pending().id().slice(slice.cursor().index() + 1), step.uuid(), null);
        }
        return step.part().detach(session);
    }
}
