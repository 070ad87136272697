/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.util.Optional;

/**
 * Creates the batch jobs of FlowFiles, each exactly once. A FlowFile passes its own queue between three steps, each in
 * its own session: it gets a {@link SubmissionId}; its requests are planned, checked, and uploaded
 * ({@link JobPreparer}); its job is created ({@link JobSubmitter}). Everything a step does at Voyage can be found again
 * by what the previous step committed. A step that is interrupted, repeated, or continued on another node therefore
 * finds the existing file or job. A FlowFile that needs several jobs is split in the second step, and its slices take
 * turns.
 */
public final class BatchJobCreator {
    private final SubmissionContext context;

    /**
     * @param memory outlives this creator, as long as the processor exists
     * @param splitsFlowFiles whether a FlowFile may get several jobs
     */
    public BatchJobCreator(
            final SubmissionMemory memory,
            final RateLimit rateLimit,
            final boolean splitsFlowFiles,
            final ComponentLog logger) {
        this.context = new SubmissionContext(memory, rateLimit, splitsFlowFiles, logger);
    }

    /**
     * Returns whether Voyage asked to wait, so that no FlowFile should be taken from the queue.
     */
    public boolean isRateLimited() {
        return context.rateLimit().isLimitReached();
    }

    /**
     * Takes the next step with a FlowFile, and transfers it.
     *
     * @return false if Voyage rejected a call because of a rate limit, so that the processor should yield
     */
    public boolean advance(
            final ProcessSession session,
            final FlowFile flowFile,
            final BatchJobSpec spec,
            final SubmissionRouter router) {
        final Optional<PendingSubmission> pending = PendingSubmission.of(flowFile);
        if (pending.isEmpty()) {
            begin(session, flowFile, spec, router);
            return true;
        }

        final JobPart part;
        try {
            part = JobPart.of(session, pending.get().id(), flowFile);
        } catch (final IOException e) {
            router.fail(session, flowFile, ErrorCode.UNREADABLE_CONTENT.code(), e);
            return true;
        }

        final SubmissionMemory memory = context.memory();
        if (!memory.begin(part.id())) {
            // another thread is working on a copy of the FlowFile, whose job this one adopts later
            session.transfer(session.penalize(flowFile));
            return true;
        }
        try {
            final boolean untried = memory.takeUntried(
                    part.id(), SubmissionStep.uuid(flowFile), pending.get().fileId());
            return advance(new SubmissionStep(session, spec, router, pending.get(), part, untried));
        } finally {
            memory.end(part.id());
        }
    }

    private void begin(
            final ProcessSession session,
            final FlowFile flowFile,
            final BatchJobSpec spec,
            final SubmissionRouter router) {
        final Optional<String> rejection = MaximumSubmissionsProperty.reject(
                spec.options().maximumSubmissions(), SubmissionId.submissions(flowFile));
        if (rejection.isPresent()) {
            router.fail(session, flowFile, ErrorCode.TOO_MANY_SUBMISSIONS, rejection.get());
            return;
        }

        final SubmissionId id = SubmissionId.random();
        context.memory().markUntried(id, SubmissionStep.uuid(flowFile), null);
        final FlowFile cleared = ErrorAttributes.clear(
                session, session.removeAllAttributes(flowFile, SubmissionAttributes.OF_AN_EARLIER_JOB));
        session.transfer(session.putAllAttributes(cleared, PendingSubmission.begin(id)));
    }

    private boolean advance(final SubmissionStep step) {
        final SubmissionExit exit = new SubmissionExit(context, step);
        try {
            final Optional<Batch> job =
                    step.untried() ? Optional.empty() : new JobFinder(step.client()).find(step.id(), step.since());
            if (step.pending().file() == null) {
                new JobPreparer(context, step, exit).prepare(job);
            } else {
                new JobSubmitter(context, step, exit).submit(job);
            }
        } catch (final VoyageException e) {
            // the job or the files of earlier attempts could not be searched for
            exit.rejected(e);
        }

        return !exit.isRateLimited();
    }
}
