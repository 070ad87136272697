/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.JobPlan;
import dev.nifivoyage.processors.batch.create.plan.JobPlanner;
import dev.nifivoyage.processors.batch.create.plan.JobSummary;
import dev.nifivoyage.processors.batch.create.plan.PlannedJob;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans, checks, and uploads the requests of a job: the second step of a submission.
 */
final class JobPreparer {
    private final SubmissionContext context;
    private final SubmissionStep step;
    private final SubmissionExit exit;
    private final ProcessSession session;
    private final BatchJobSpec spec;
    private final FlowFile flowFile;
    private final InputFiles files;
    /** Files that an earlier attempt has uploaded and could not commit. No job uses them. */
    private List<RemoteFile> left = List.of();

    JobPreparer(final SubmissionContext context, final SubmissionStep step, final SubmissionExit exit) {
        this.context = context;
        this.step = step;
        this.exit = exit;
        this.session = step.session();
        this.spec = step.spec();
        this.flowFile = step.flowFile();
        this.files = new InputFiles(step.client(), context.logger());
    }

    /**
     * Takes the step.
     *
     * @param job job of a copy of the FlowFile, if there is one
     * @throws VoyageException if the files of earlier attempts could not be searched for
     */
    void prepare(final Optional<Batch> job) throws VoyageException {
        if (!step.untried()) {
            findLeftFiles(job);
        }

        if (job.isPresent()) {
            final Map<String, String> attributes = step.part() instanceof final FlowFileSlice slice
                    ? SubmissionAttributes.of(slice.entry().summary())
                    : SubmissionAttributes.of(spec.requests());
            exit.adopted(attributes, job.get());
            return;
        }
        if (step.part() instanceof FlowFileSlice
                && !spec.requests().fingerprint().equals(step.pending().parameters())) {
            deleteLeft();
            exit.planAgain();
            return;
        }

        final Budget budget;
        try {
            budget = Budget.of(spec.requests().model(), spec.options());
        } catch (final IllegalArgumentException e) {
            fail(ErrorCode.INVALID_MAXIMUM_COST.code(), e);
            return;
        }
        if (step.part() instanceof final FlowFileSlice slice) {
            upload(new PlannedJob(slice.requests(session), slice.entry().summary()), budget, Map.of());
        } else {
            plan(budget);
        }
    }

    private void findLeftFiles(final Optional<Batch> job) throws VoyageException {
        left = files.find(step.id(), step.since());
        if (job.isEmpty()) {
            context.memory().markWithoutFile(step.id(), step.uuid());
        } else {
            files.deleteUnused(left.stream().map(RemoteFile::id).toList(), job.get());
            left = List.of();
        }
    }

    private void plan(final Budget budget) {
        final RequestExtractor extractor;
        try {
            extractor = spec.requests().extractor().open();
        } catch (final IOException e) {
            fail(ErrorCode.UNREADABLE_DOCUMENTS.code(), e);
            return;
        }
        final JobPlan plan;
        try {
            plan = read(new JobPlanner(session, flowFile, spec.requests(), extractor, spec.limits()));
        } catch (final ContentException e) {
            fail(ContentException.code(e), e);
            return;
        }

        count(plan, budget);
        final boolean isEnough =
                !plan.isWithoutText() && plan.requests() >= spec.limits().minimumRequests();
        final Optional<String> overBudget = budget.reject(plan, isEnough);
        if (plan.isWithoutText() || overBudget.isEmpty() && !isEnough) {
            step.router().unneeded(session, endWithout(plan), plan, spec.requests());
        } else if (overBudget.isPresent()) {
            step.router()
                    .overBudget(
                            session,
                            session.putAllAttributes(endWithout(plan), SubmissionAttributes.ofOverBudget(plan, budget)),
                            overBudget.get());
        } else {
            if (plan.firstUnusable() != null) {
                context.logger()
                        .info(
                                "Skipped {} of the {} records of {}; the first: {}",
                                plan.recordsUnusable(),
                                plan.records(),
                                flowFile,
                                plan.firstUnusable());
            }
            submit(plan, budget);
        }
    }

    private JobPlan read(final JobPlanner planner) throws ContentException {
        try (InputRecords records = InputRecords.of(session, flowFile, spec.reader(), context.logger())) {
            return plan(planner, records);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            planner.discard(e);
            throw ContentException.of(e);
        }
    }

    private static JobPlan plan(final JobPlanner planner, final InputRecords records)
            throws IOException, MalformedRecordException {
        try {
            return planner.plan(records);
        } catch (final StackOverflowError e) {
            throw UnreadableContentException.nestedTooDeeply(records.number());
        }
    }

    private void count(final JobPlan plan, final Budget budget) {
        Counter.RECORDS.add(session, plan.records());
        Counter.DISTINCT_TEXTS.add(session, plan.requests() + plan.requestsCached());
        Counter.CACHE_HITS.add(session, plan.requestsCached());
        Counter.TOKENS_SAVED.add(session, plan.tokensCached());
        budget.cost(plan.tokensCached())
                .ifPresent(cost -> Counter.COST_SAVED_MICRO_USD.add(session, cost.costMicros()));
    }

    private void submit(final JobPlan plan, final Budget budget) {
        if (plan.jobs().size() > 1) {
            if (context.splitsFlowFiles()) {
                deleteLeft();
                split(plan);
            } else {
                step.router().tooLarge(session, endWithout(plan), plan);
            }
            return;
        }

        final Map<String, String> more = context.splitsFlowFiles()
                ? Map.of()
                : Map.of(VoyageAttributes.TOKENS_SAVED, Long.toString(plan.tokensCached()));
        upload(plan.jobs().getFirst(), budget, more);
    }

    private void split(final JobPlan plan) {
        final FlowFile original = session.clone(flowFile);
        try {
            FlowFile split = new FlowFileSplitter(spec, context.logger()).split(session, flowFile, original, plan);
            plan.discard(session);
            split = session.putAllAttributes(split, SubmissionAttributes.of(spec.requests()));
            context.memory().markUntried(step.id().slice(0), SubmissionStep.uuid(split), null);
            session.transfer(split);
            step.router()
                    .original(
                            session,
                            session.putAttribute(
                                    PendingSubmission.end(session, original),
                                    VoyageAttributes.SUBMISSION_COUNT,
                                    Long.toString(SubmissionId.submissions(flowFile) + 1)));
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            final ContentException failure = ContentException.of(e);
            plan.discard(session);
            // it is half written
            session.remove(flowFile);
            step.router()
                    .fail(session, PendingSubmission.end(session, original), ContentException.code(failure), failure);
        }
    }

    /**
     * Uploads the requests unless an earlier attempt has left the same file.
     *
     * @param more attributes to add besides those of the job
     */
    private void upload(final PlannedJob job, final Budget budget, final Map<String, String> more) {
        final FlowFile requests = job.requestFile();
        final JobSummary summary = job.summary();
        final String filename = step.id().filename(summary.fingerprint());
        final Optional<RemoteFile> same = left.stream()
                .filter(file -> filename.equals(file.filename()) && file.bytes() == requests.getSize())
                .findFirst();
        files.delete(left.stream()
                .map(RemoteFile::id)
                .filter(fileId -> same.isEmpty() || !fileId.equals(same.get().id()))
                .toList());
        try {
            // fails now rather than after the upload
            JobMetadata.of(step, summary.fingerprint());
            final String fileId = same.isPresent()
                    ? same.get().id()
                    : step.client()
                            .uploadBatchInput(filename, new SessionFileContent(session, requests))
                            .id();
            final Map<String, String> attributes = new HashMap<>(SubmissionAttributes.of(spec.requests()));
            attributes.putAll(SubmissionAttributes.of(summary));
            attributes.putAll(budget.attributes(summary.estimatedTokens()));
            attributes.putAll(more);
            attributes.putAll(new UploadedFile(fileId, summary.fingerprint(), Instant.now()).attributes());
            session.remove(requests);
            if (step.untried()) {
                context.memory().markUntried(step.id(), step.uuid(), fileId);
            }
            final FlowFile cleared = ErrorAttributes.clear(session, flowFile);
            session.transfer(session.putAllAttributes(cleared, attributes));
        } catch (final IllegalArgumentException e) {
            session.remove(requests);
            same.ifPresent(file -> files.delete(List.of(file.id())));
            exit.abandon(ErrorCode.INVALID_METADATA.code(), e);
        } catch (final VoyageException e) {
            session.remove(requests);
            exit.rejected(e);
        }
    }

    private FlowFile endWithout(final JobPlan plan) {
        plan.discard(session);
        deleteLeft();
        return PendingSubmission.end(session, flowFile);
    }

    private void fail(final String code, final Exception cause) {
        deleteLeft();
        exit.abandon(code, cause);
    }

    private void deleteLeft() {
        files.delete(left.stream().map(RemoteFile::id).toList());
    }
}
