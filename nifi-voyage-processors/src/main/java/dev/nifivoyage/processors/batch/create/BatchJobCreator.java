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
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Makes the jobs of FlowFiles, each exactly once. A FlowFile passes its own queue between three steps, each a session of its own: it gets a {@link SubmissionId}; its requests are
 * planned, checked and uploaded; its job is made. Whatever a step does at Voyage can be found again by what the step before has committed, so that a step that is cut short, repeated,
 * or goes on on another node finds the file and the job that are there already. A FlowFile that needs several jobs is cut in the second step, and its slices take turns.
 */
public final class BatchJobCreator {
    /** How long a file that was just uploaded may be unknown to the part of Voyage that makes jobs. */
    private static final Duration UNTIL_FILE_IS_KNOWN = Duration.ofMinutes(5);
    /** An older file that is gone has expired or was deleted, and is worth another upload. */
    private static final Duration FRESH = Duration.ofHours(1);

    private static final Pattern ABOUT_A_FILE = Pattern.compile("(?i)\\bfile\\b");
    private static final String JOB_UNKNOWN = ErrorCode.JOB_UNKNOWN.code();

    private final SubmissionMemory memory;
    private final RateLimit gate;
    private final SubmissionRouter router;
    private final boolean cutsFlowFiles;
    private final ComponentLog logger;

    /**
     * The creator of one processor.
     *
     * @param memory outlives this creator, as long as the processor
     * @param cutsFlowFiles whether a FlowFile may get several jobs
     */
    public BatchJobCreator(
            final SubmissionMemory memory,
            final RateLimit gate,
            final SubmissionRouter router,
            final boolean cutsFlowFiles,
            final ComponentLog logger) {
        this.memory = memory;
        this.gate = gate;
        this.router = router;
        this.cutsFlowFiles = cutsFlowFiles;
        this.logger = logger;
    }

    /**
     * The next FlowFile; null when there is none, or when Voyage has asked to wait.
     */
    public FlowFile next(final ProcessContext context, final ProcessSession session) {
        if (gate.isLimitReached()) {
            context.yield();
            return null;
        }

        return session.get();
    }

    /**
     * Takes the next step with a FlowFile, and transfers it.
     */
    public void advance(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final BatchJobSpec recipe) {
        final Optional<PendingSubmission> pending = PendingSubmission.of(flowFile);
        if (pending.isEmpty()) {
            begin(context, session, flowFile);
            return;
        }

        final JobPart part;
        final Optional<SliceCursor> cursor = SliceCursor.of(flowFile);
        if (cursor.isPresent()) {
            try {
                part = FlowFileSlice.read(session, pending.get().id(), flowFile, cursor.get());
            } catch (final IOException e) {
                router.fail(session, flowFile, ErrorCode.UNREADABLE_CONTENT.code(), e);
                return;
            }
        } else {
            part = new WholeFlowFile(pending.get().id(), flowFile);
        }

        if (!memory.begin(part.id())) {
            // a copy of it, which will have a job to be adopted
            session.transfer(session.penalize(flowFile));
            return;
        }
        try {
            new Submission(context, session, recipe, pending.get(), part).advance();
        } finally {
            memory.end(part.id());
        }
    }

    private void begin(final ProcessContext context, final ProcessSession session, final FlowFile flowFile) {
        final Optional<String> tooMany = MaximumSubmissionsProperty.reject(context, SubmissionId.submissions(flowFile));
        if (tooMany.isPresent()) {
            router.fail(session, flowFile, ErrorCode.TOO_MANY_SUBMISSIONS.code(), tooMany.get());
            return;
        }

        final SubmissionId id = SubmissionId.random();
        memory.isUntried(id, uuid(flowFile), null);
        final FlowFile cleared = session.removeAllAttributes(
                session.removeAllAttributes(flowFile, SubmissionAttributes.OF_AN_EARLIER_JOB), ErrorAttributes.NAMES);
        session.transfer(session.putAllAttributes(cleared, PendingSubmission.begin(id)));
    }

    private static String uuid(final FlowFile flowFile) {
        return flowFile.getAttribute(CoreAttributes.UUID.key());
    }

    /**
     * One step of one submission.
     */
    private final class Submission {
        private final long start = System.nanoTime();
        private final ProcessContext context;
        private final ProcessSession session;
        private final BatchJobSpec recipe;
        private final PendingSubmission pending;
        private final JobPart part;
        private final FlowFile flowFile;
        private final SubmissionId id;
        private final VoyageClientService client;
        private final InputFiles files;
        /** Nothing was sent to Voyage since the FlowFile was put into its queue, so that there is nothing to look for. */
        private final boolean untried;

        private Submission(
                final ProcessContext context,
                final ProcessSession session,
                final BatchJobSpec recipe,
                final PendingSubmission pending,
                final JobPart part) {
            this.context = context;
            this.session = session;
            this.recipe = recipe;
            this.pending = pending;
            this.part = part;
            this.flowFile = part.flowFile();
            this.id = part.id();
            this.client = VoyageClientProperty.client(context);
            this.files = new InputFiles(client, logger);
            this.untried = memory.takeUntried(
                    id,
                    uuid(flowFile),
                    pending.file() == null ? null : pending.file().fileId());
        }

        private void advance() {
            final Optional<Batch> job;
            try {
                job = untried ? Optional.empty() : new JobFinder(client).find(id, pending.since());
            } catch (final VoyageException e) {
                rejected(e);
                return;
            }

            try {
                if (pending.file() != null) {
                    submit(job);
                } else if (part instanceof final FlowFileSlice slice) {
                    prepare(slice, job);
                } else {
                    prepare(job);
                }
            } catch (final VoyageException e) {
                // the files that earlier tries may have left could not be looked for
                rejected(e);
            }
        }

        // second step

        private void prepare(final Optional<Batch> job) throws VoyageException {
            final List<RemoteFile> left = leftFiles(job);
            if (job.isPresent()) {
                // that of a copy
                adopted(SubmissionAttributes.of(recipe), job.get());
                return;
            }

            final Budget budget;
            try {
                budget = Budget.of(context, flowFile, recipe.model());
            } catch (final IllegalArgumentException e) {
                endWithout(left, ErrorCode.INVALID_MAXIMUM_COST.code(), e);
                return;
            }
            final JobPlanner planner;
            try {
                planner = new JobPlanner(
                        session,
                        flowFile,
                        recipe.endpoint(),
                        recipe.form().open(),
                        recipe.requestParameters(),
                        recipe.limits(),
                        recipe.known());
            } catch (final IOException e) {
                endWithout(left, ErrorCode.UNREADABLE_DOCUMENTS.code(), e);
                return;
            }
            final JobPlan plan;
            try {
                plan = plan(planner);
            } catch (final ContentException e) {
                endWithout(left, ContentException.code(e), e);
                return;
            }

            count(plan, budget);
            final boolean isEnough = !plan.isWithoutText() && plan.requests() >= recipe.minimumRequests();
            final Optional<String> overBudget = budget.reject(plan, isEnough);
            if (plan.isWithoutText() || overBudget.isEmpty() && !isEnough) {
                plan.discard(session);
                delete(left);
                router.unneeded(context, session, PendingSubmission.end(session, flowFile), plan, recipe);
            } else if (overBudget.isPresent()) {
                plan.discard(session);
                delete(left);
                router.overBudget(
                        session,
                        session.putAllAttributes(
                                PendingSubmission.end(session, flowFile),
                                SubmissionAttributes.ofOverBudget(plan, budget)),
                        overBudget.get());
            } else {
                if (plan.firstUnusable() != null) {
                    logger.info(
                            "{} of the {} records of {} are not sent; the first: {}",
                            plan.recordsUnusable(),
                            plan.records(),
                            flowFile,
                            plan.firstUnusable());
                }
                prepare(plan, budget, left);
            }
        }

        private void prepare(final JobPlan plan, final Budget budget, final List<RemoteFile> left) {
            if (plan.jobs().size() > 1) {
                delete(left);
                if (cutsFlowFiles) {
                    cut(plan);
                } else {
                    plan.discard(session);
                    router.tooLarge(session, PendingSubmission.end(session, flowFile), plan);
                }
                return;
            }

            final Map<String, String> attributes = new HashMap<>();
            if (!cutsFlowFiles) {
                attributes.put(VoyageAttributes.TOKENS_SAVED, Long.toString(plan.tokensCached()));
            }
            upload(plan.jobs().getFirst().requestFile(), plan.jobs().getFirst().summary(), budget, left, attributes);
        }

        private void prepare(final FlowFileSlice slice, final Optional<Batch> job) throws VoyageException {
            final List<RemoteFile> left = leftFiles(job);
            final JobSummary summary = slice.entry().summary();
            if (job.isPresent()) {
                adopted(SubmissionAttributes.of(summary), job.get());
            } else if (recipe.fingerprint().equals(pending.parameters())) {
                final Budget budget;
                try {
                    budget = Budget.of(context, flowFile, recipe.model());
                } catch (final IllegalArgumentException e) {
                    endWithout(left, ErrorCode.INVALID_MAXIMUM_COST.code(), e);
                    return;
                }
                upload(slice.requests(session), summary, budget, left, Map.of());
            } else {
                delete(left);
                planAgain();
            }
        }

        private JobPlan plan(final JobPlanner planner) throws ContentException {
            try (InputRecords records = InputRecords.of(session, flowFile, recipe.reader(), logger)) {
                return planner.plan(records);
            } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
                planner.discard(e);
                throw ContentException.of(e);
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

        // what a try has uploaded that could not commit its file; nobody makes a job of it
        private List<RemoteFile> leftFiles(final Optional<Batch> job) throws VoyageException {
            if (untried) {
                return List.of();
            }

            final List<RemoteFile> left = files.find(id, pending.since());
            if (job.isEmpty()) {
                memory.hasNoFile(id, uuid(flowFile));
                return left;
            }

            deleteUnused(left.stream().map(RemoteFile::id).toList(), job.get());
            return List.of();
        }

        private void deleteUnused(final List<String> fileIds, final Batch job) {
            if (job.inputFileId() != null) {
                files.delete(fileIds.stream()
                        .filter(fileId -> !fileId.equals(job.inputFileId()))
                        .toList());
            }
        }

        private void delete(final List<RemoteFile> unused) {
            files.delete(unused.stream().map(RemoteFile::id).toList());
        }

        private void cut(final JobPlan plan) {
            final FlowFile original = session.clone(flowFile);
            try {
                FlowFile cut = new FlowFileCutter(recipe, logger).cut(session, flowFile, original, plan);
                plan.discard(session);
                cut = session.putAllAttributes(cut, SubmissionAttributes.of(recipe));
                memory.isUntried(id.slice(0), uuid(cut), null);
                session.transfer(cut);
                router.original(
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
                router.fail(session, PendingSubmission.end(session, original), ContentException.code(failure), failure);
            }
        }

        private void upload(
                final FlowFile requests,
                final JobSummary summary,
                final Budget budget,
                final List<RemoteFile> left,
                final Map<String, String> more) {
            final String filename = id.filename(summary.fingerprint());
            final Optional<RemoteFile> same = left.stream()
                    .filter(file -> filename.equals(file.filename()) && file.bytes() == requests.getSize())
                    .findFirst();
            delete(left.stream()
                    .filter(file ->
                            same.isEmpty() || !file.id().equals(same.get().id()))
                    .toList());
            try {
                metadata(summary.fingerprint());
                final String fileId = same.isPresent()
                        ? same.get().id()
                        : client.uploadBatchInput(filename, new SessionFileContent(session, requests))
                                .id();
                final Map<String, String> attributes = new HashMap<>(SubmissionAttributes.of(recipe));
                attributes.putAll(SubmissionAttributes.of(summary));
                attributes.putAll(budget.attributes(summary.estimatedTokens()));
                attributes.putAll(more);
                attributes.putAll(new UploadedFile(fileId, summary.fingerprint(), Instant.now()).attributes());
                session.remove(requests);
                if (untried) {
                    memory.isUntried(id, uuid(flowFile), fileId);
                }
                final FlowFile cleared = session.removeAllAttributes(flowFile, ErrorAttributes.NAMES);
                session.transfer(session.putAllAttributes(cleared, attributes));
            } catch (final IllegalArgumentException e) {
                session.remove(requests);
                same.ifPresent(file -> delete(List.of(file)));
                abandon(ErrorCode.INVALID_METADATA.code(), e);
            } catch (final VoyageException e) {
                session.remove(requests);
                rejected(e);
            }
        }

        private void endWithout(final List<RemoteFile> left, final String code, final Exception cause) {
            delete(left);
            abandon(code, cause);
        }

        // there will be no job of this submission, and the next one has another id
        private void abandon(final String code, final Exception cause) {
            router.fail(session, PendingSubmission.abandon(session, detach()), code, cause);
        }

        // third step

        private void submit(final Optional<Batch> job) throws VoyageException {
            if (job.isPresent()) {
                // a copy of the FlowFile has uploaded a file of its own
                deleteUnused(List.of(pending.file().fileId()), job.get());
                adopted(Map.of(), job.get());
                return;
            }

            final Duration untilSettled =
                    untried ? Duration.ZERO : memory.untilSettled(id, uuid(flowFile), client.getReadTimeout());
            if (!untilSettled.isZero()) {
                waitUntilKnown(untilSettled);
                return;
            }
            if (!untried) {
                files.delete(files.find(id, pending.since()).stream()
                        .map(RemoteFile::id)
                        .filter(fileId -> !fileId.equals(pending.file().fileId()))
                        .toList());
            }
            if (!recipe.fingerprint().equals(pending.parameters())) {
                files.delete(List.of(pending.file().fileId()));
                planAgain();
                return;
            }

            final Map<String, String> metadata;
            try {
                metadata = metadata(pending.file().fingerprint());
            } catch (final IllegalArgumentException e) {
                files.delete(List.of(pending.file().fileId()));
                abandon(ErrorCode.INVALID_METADATA.code(), e);
                return;
            }
            submit(metadata);
        }

        private void submit(final Map<String, String> metadata) {
            final Batch job;
            memory.mayBeMade(id);
            try {
                job = client.createBatch(new BatchRequest(
                        recipe.endpoint(), pending.file().fileId(), recipe.requestParameters(), metadata));
            } catch (final VoyageException e) {
                if (isRejection(e)) {
                    memory.wasRejected(id, uuid(flowFile));
                    notMade(e);
                } else {
                    memory.mayBeMade(id);
                    rejected(e);
                }
                return;
            }

            // copies of the FlowFile, if there are any, find it once it is listed
            memory.mayBeMade(id);
            submitted(job, false);
        }

        // Voyage said no, so there is no job
        private void notMade(final VoyageException rejection) {
            final UploadedFile file = pending.file();
            final boolean fileIsUnknown = rejection.statusCode().orElse(0) == HttpURLConnection.HTTP_NOT_FOUND
                    && rejection
                            .detail()
                            .filter(detail -> ABOUT_A_FILE.matcher(detail).find())
                            .isPresent();
            final Duration age = Duration.between(file.uploadedAt(), Instant.now());
            if (rejection.isRetryable()) {
                rejected(rejection);
            } else if (fileIsUnknown && age.compareTo(UNTIL_FILE_IS_KNOWN) < 0) {
                logger.debug("The file of {} was uploaded {} ago and is not known everywhere yet", flowFile, age);
                router.retry(session, detach(), ErrorAttributes.code(rejection), rejection);
            } else if (fileIsUnknown && age.compareTo(FRESH) > 0) {
                logger.info("The file {} of {} is gone, so that it is uploaded again", file.fileId(), flowFile);
                session.transfer(PendingSubmission.withoutFile(session, flowFile));
            } else {
                files.delete(List.of(file.fileId()));
                abandon(ErrorAttributes.code(rejection), rejection);
            }
        }

        private void waitUntilKnown(final Duration untilSettled) {
            final String message =
                    "It is not known yet whether a job was made: Voyage does not list it, but a call that was broken off may still arrive. The job is looked for again, "
                            + "and unless it is found one is made in %d seconds or later"
                                    .formatted(untilSettled.toSeconds() + 1);
            if (!JOB_UNKNOWN.equals(flowFile.getAttribute(VoyageAttributes.ERROR_CODE))) {
                logger.warn("{}: {}", flowFile, message);
            }
            session.transfer(
                    session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(JOB_UNKNOWN, message))));
        }

        // the processor's properties were changed since the job was prepared, or it is another processor
        private void planAgain() {
            if (part instanceof WholeFlowFile) {
                session.transfer(PendingSubmission.withoutFile(session, flowFile));
            } else {
                router.retry(
                        session,
                        PendingSubmission.abandon(session, detach()),
                        ErrorCode.PARAMETERS_CHANGED.code(),
                        new IllegalStateException(
                                "The parameters of the job were changed after the FlowFile had been cut, so that the slice is planned again"));
            }
        }

        private Map<String, String> metadata(final String fingerprint) {
            return JobMetadata.of(JobMetadataProperty.pairs(context, flowFile), fingerprint, id, recipe.attributes());
        }

        private static boolean isRejection(final VoyageException e) {
            final int status = e.statusCode().orElse(HttpURLConnection.HTTP_CLIENT_TIMEOUT);
            return status < HttpURLConnection.HTTP_INTERNAL_ERROR && status != HttpURLConnection.HTTP_CLIENT_TIMEOUT;
        }

        /**
         * Sends the FlowFile to retry or failure with all it needs to go on. When Voyage's limits are reached, a FlowFile that was cut stays in its queue: its other slices would fare no
         * better.
         */
        private void rejected(final VoyageException rejection) {
            rejection.retryAfter().ifPresent(gate::retryAfter);
            final String code = ErrorAttributes.code(rejection);
            final boolean isLimit = rejection.isRateLimited();
            if (isLimit) {
                context.yield();
            }

            if (isLimit && part instanceof FlowFileSlice) {
                logger.warn(
                        "The job for slice {} of {} could not be made now",
                        flowFile.getAttribute(VoyageAttributes.SLICE_INDEX),
                        flowFile,
                        rejection);
                session.transfer(session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(rejection))));
            } else if (rejection.isRetryable()) {
                router.retry(session, detach(), code, rejection);
            } else {
                router.fail(session, detach(), code, rejection);
            }
        }

        // what is detached leaves in this session, and nothing was sent for the slice after it
        private FlowFile detach() {
            if (part instanceof final FlowFileSlice slice && !slice.cursor().isLast()) {
                memory.isUntried(pending.id().slice(slice.cursor().index() + 1), uuid(flowFile), null);
            }
            return part.detach(session);
        }

        private void adopted(final Map<String, String> attributes, final Batch job) {
            session.putAllAttributes(flowFile, attributes);
            submitted(job, true);
        }

        private void submitted(final Batch job, final boolean adopted) {
            FlowFile made = PendingSubmission.end(session, detach());
            made = session.putAllAttributes(
                    made, SubmissionAttributes.ofMade(recipe, job, SubmissionId.submissions(flowFile)));
            // forced: the job exists even if this session is rolled back
            session.getProvenanceReporter()
                    .send(
                            made,
                            "%s/batches/%s".formatted(client.getBaseUri(), job.id()),
                            adopted
                                    ? "Adopted the job that an earlier try had made"
                                    : "Made a job of %s requests"
                                            .formatted(made.getAttribute(VoyageAttributes.REQUESTS)),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                            true);
            (adopted ? Counter.JOBS_ADOPTED : Counter.JOBS_CREATED).add(session, 1);
            count(Counter.RECORDS_SENT, made, VoyageAttributes.RECORDS_SENT);
            count(Counter.RECORDS_UNUSABLE, made, VoyageAttributes.RECORDS_UNUSABLE);
            count(Counter.REQUESTS_SENT, made, VoyageAttributes.REQUESTS);
            router.submitted(context, session, made, job);
        }

        private void count(final Counter counter, final FlowFile made, final String attribute) {
            final Long number = AttributeValues.readLong(made, attribute);
            if (number != null) {
                counter.add(session, number);
            }
        }
    }
}
