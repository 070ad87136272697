/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.api.BatchEndpoint;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.request.EmbeddingRequestParameters;
import dev.nifivoyage.processors.batch.request.JobPlan;
import dev.nifivoyage.processors.batch.request.JobPlanner;
import dev.nifivoyage.processors.batch.request.JobSlices;
import dev.nifivoyage.processors.batch.request.KnownTexts;
import dev.nifivoyage.processors.batch.request.PlannedJob;
import dev.nifivoyage.processors.batch.submit.IntentLog;
import dev.nifivoyage.processors.batch.submit.JobMetadata;
import dev.nifivoyage.processors.batch.submit.JobSubmitter;
import dev.nifivoyage.processors.batch.submit.Submission;
import dev.nifivoyage.processors.batch.submit.SubmissionAttributes;
import dev.nifivoyage.processors.batch.submit.SubmissionException;
import dev.nifivoyage.processors.batch.submit.SubmissionId;
import dev.nifivoyage.processors.batch.submit.UploadedFile;
import dev.nifivoyage.processors.cost.JobCost;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.JobLimitProperties;
import dev.nifivoyage.processors.property.JobMetadataProperty;
import dev.nifivoyage.processors.property.MaximumSubmissionsProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.record.RecordSlicer;
import dev.nifivoyage.processors.record.TextRecordPath;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.processors.throttle.RetryGate;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Stateful(scopes = Scope.LOCAL, description = "Notes each job that is about to be made, until its FlowFile is committed. After a crash the processor looks for the noted job and adopts it, "
    + "instead of making and paying it again.")
@Tags({"voyage", "ai", "embeddings", "batch", "vector", "text", "record", "rag"})
@CapabilityDescription("Makes Voyage AI batch jobs that embed the text of each record, at the Batch API's discount. The FlowFile goes on unchanged, with the job's id in its attributes.")
@DynamicProperty(name = "Metadata key", value = "Metadata value", expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
    description = "Added to the job's metadata. A job takes 13 pairs besides those of NiFi Voyage; keys have up to 64 and values up to 512 characters.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.input.file.id", description = "Set on FlowFiles from retry: the file that was uploaded"),
    @ReadsAttribute(attribute = "voyage.batch.input.file.fingerprint", description = "Set on FlowFiles from retry: the uploaded file is used again when its requests are the same"),
    @ReadsAttribute(attribute = "voyage.batch.submission.id", description = "Set on FlowFiles from retry and failure: whose job it is to be"),
    @ReadsAttribute(attribute = "voyage.batch.submission.flowfile", description = "Set on FlowFiles from retry and failure: a FlowFile with another UUID is a copy, and gets a job of its own"),
    @ReadsAttribute(attribute = "voyage.submission.count", description = "How many jobs were made for the rows before")
})
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "Id of the job"),
    @WritesAttribute(attribute = "voyage.batch.status", description = "Status of the job when it was made, such as validating"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the job: /v1/embeddings"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "Id of the uploaded requests"),
    @WritesAttribute(attribute = "voyage.batch.input.file.fingerprint", description = "On retry only: tells whether the uploaded requests can be used again"),
    @WritesAttribute(attribute = "voyage.batch.submission.id", description = "On retry and failure: whose job it is to be, so that a later try adopts the FlowFile's own job and no other"),
    @WritesAttribute(attribute = "voyage.batch.submission.flowfile", description = "On retry and failure: UUID of the FlowFile that voyage.batch.submission.id was given to"),
    @WritesAttribute(attribute = "voyage.submission.count", description = "How many jobs were made for the rows one after the other: 1, and more when rows came back as unprocessed"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "When the job was made, RFC 3339"),
    @WritesAttribute(attribute = "voyage.embedding.model", description = "Requested model"),
    @WritesAttribute(attribute = "voyage.embedding.input.type", description = "Requested input type: document, query or none"),
    @WritesAttribute(attribute = "voyage.embedding.dimension", description = "Requested dimension; empty for the model's default"),
    @WritesAttribute(attribute = "voyage.embedding.dtype", description = "Requested data type"),
    @WritesAttribute(attribute = "voyage.embedding.truncation", description = "Whether too long texts are cut"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the keys"),
    @WritesAttribute(attribute = "voyage.embedding.text.record.path", description = "Where the texts stand; the default of DownloadBatchResults' Text Record Path"),
    @WritesAttribute(attribute = "voyage.rows.sent", description = "Rows whose text is in the job"),
    @WritesAttribute(attribute = "voyage.rows.unusable", description = "Rows without a usable text; DownloadBatchResults puts them into errors"),
    @WritesAttribute(attribute = "voyage.rows.known", description = "Rows that are not sent, since their vector is in the cache; DownloadBatchResults takes it from there"),
    @WritesAttribute(attribute = "voyage.tokens.saved", description = "On real time only: tokens that are not paid again, since the vectors are in the cache"),
    @WritesAttribute(attribute = "voyage.requests", description = "Requests in the job: distinct texts"),
    @WritesAttribute(attribute = "voyage.estimated.tokens", description = "Estimate of the job's tokens, one for three bytes of text"),
    @WritesAttribute(attribute = "fragment.identifier", description = "Same for all FlowFiles made of one incoming FlowFile; set when it needs several jobs"),
    @WritesAttribute(attribute = "fragment.index", description = "Number of the FlowFile among them, from 0"),
    @WritesAttribute(attribute = "fragment.count", description = "How many there are"),
    @WritesAttribute(attribute = "segment.original.filename", description = "Filename of the incoming FlowFile; set when it needs several jobs"),
    @WritesAttribute(attribute = "record.count", description = "Number of rows; set when the incoming FlowFile needs several jobs"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer when the incoming FlowFile needs several jobs"),
    @WritesAttribute(attribute = "error.code", description = "On retry, failure and no text: HTTP status, or a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On retry, failure and no text: what was wrong")
})
@SeeAlso(classNames = {
    "dev.nifivoyage.processors.batch.PollBatchStatus",
    "dev.nifivoyage.processors.batch.DownloadBatchResults",
    "dev.nifivoyage.processors.realtime.CreateEmbedding",
    "dev.nifivoyage.service.client.StandardVoyageClientService"
})
@DefaultSettings(penaltyDuration = "1 min", yieldDuration = "30 sec")
public class CreateBatchEmbedding extends AbstractProcessor {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
        .name("Record Reader")
        .description("Reads the rows")
        .identifiesControllerService(RecordReaderFactory.class)
        .required(true)
        .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
        .name("Record Writer")
        .description("Writes the slices of a FlowFile that needs more than one job. A FlowFile that fits into one job keeps its content. "
            + "The Record Reader of DownloadBatchResults must read both, and so must this processor's, to which slices in retry come back.")
        .identifiesControllerService(RecordSetWriterFactory.class)
        .required(true)
        .build();

    static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
        .name("Text Record Path")
        .description("Path to the text of a row. Rows where it is missing, blank, not a text or more than one value are not sent, and come out of DownloadBatchResults in errors.")
        .required(true)
        .defaultValue("/text")
        .addValidator(new RecordPathValidator())
        .build();

    static final Relationship SUBMITTED = new Relationship.Builder()
        .name("submitted")
        .description("The FlowFile with the id of its job in its attributes, to be sent to PollBatchStatus. A FlowFile that needs several jobs leaves as several FlowFiles, each with its rows.")
        .build();

    static final Relationship REAL_TIME = new Relationship.Builder()
        .name("real time")
        .description("The FlowFile has nothing to send, since all its vectors are in the cache, or fewer texts than Minimum Batch Size. To be sent to CreateEmbedding.")
        .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
        .name("original")
        .description("The incoming FlowFile, when it was cut into several")
        .autoTerminateDefault(true)
        .build();

    static final Relationship NO_TEXT = new Relationship.Builder()
        .name("no text")
        .description("The FlowFile has no row with a usable text, so that no job was made")
        .build();

    static final Relationship RETRY = new Relationship.Builder()
        .name("retry")
        .description("The job could not be made, but the same may succeed later: Voyage was not reached, is overloaded, or its limit of jobs or tokens in flight is reached. "
            + "To be led back to this processor.")
        .build();

    static final Relationship FAILURE = new Relationship.Builder()
        .name("failure")
        .description("The job could not be made, and trying again will not help: the content cannot be read, Voyage refuses the request or the API key, "
            + "or Maximum Submissions is reached")
        .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
        VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
        RECORD_READER,
        RECORD_WRITER,
        TEXT_RECORD_PATH,
        EmbeddingProperties.EMBEDDINGS_MODEL,
        EmbeddingProperties.INPUT_TYPE,
        EmbeddingProperties.DIMENSIONS,
        EmbeddingProperties.DATA_TYPE,
        EmbeddingProperties.TRUNCATION,
        EmbeddingProperties.NAMESPACE,
        EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
        JobLimitProperties.MINIMUM_BATCH_SIZE,
        JobLimitProperties.MAXIMUM_REQUESTS,
        JobLimitProperties.MAXIMUM_JOB_SIZE,
        JobLimitProperties.MAXIMUM_TOKENS,
        MaximumSubmissionsProperty.MAXIMUM_SUBMISSIONS
    );

    private static final Set<Relationship> RELATIONSHIPS = Set.of(
        SUBMITTED,
        REAL_TIME,
        ORIGINAL,
        NO_TEXT,
        RETRY,
        FAILURE
    );

    /** A FlowFile from unprocessed still says what became of its first job. */
    private static final Pattern OF_AN_EARLIER_JOB = Pattern.compile("voyage\\.(batch|rows|usage|cost)\\..*");

    private volatile IntentLog intents;
    private volatile RetryGate gate;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return JobMetadataProperty.named(propertyDescriptorName);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>(EmbeddingProperties.validate(context));
        results.addAll(JobMetadata.validateKeys(JobMetadataProperty.keys(context)));
        return results;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        intents = new IntentLog(context.getStateManager());
        gate = new RetryGate();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isClosed()) {
            context.yield();
            return;
        }

        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final Optional<String> tooMany = MaximumSubmissionsProperty.refuse(context, SubmissionId.submissions(flowFile));
        if (tooMany.isPresent()) {
            getLogger().error("No job was made for {}: {}", flowFile, tooMany.get());
            session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("too_many_submissions", tooMany.get())), FAILURE);
            return;
        }

        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final JobPlan plan;
        final List<FlowFile> slices;
        try {
            plan = plan(context, session, flowFile, parameters);
            slices = plan.jobs().size() > 1 && isEnough(context, plan) ? slice(context, session, flowFile, plan) : List.of();
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            final UnreadableContentException unreadable = UnreadableContentException.of(e);
            getLogger().error("Rows of {} could not be read", flowFile, unreadable);
            session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("unreadable_content", unreadable.getMessage())), FAILURE);
            return;
        }

        count(session, plan, parameters);
        if (plan.isWithoutText()) {
            transferWithoutText(context, session, flowFile, plan);
            return;
        }
        if (!isEnough(context, plan)) {
            transferRealTime(context, session, flowFile, plan, parameters);
            return;
        }

        final Set<String> committed = new HashSet<>();
        final JobSubmitter submitter = new JobSubmitter(VoyageClientProperty.client(context), intents, BatchEndpoint.EMBEDDINGS, EmbeddingRequestParameters.of(parameters));
        if (slices.isEmpty()) {
            submit(context, session, flowFile, SubmissionId.of(flowFile), plan.jobs().getFirst(), parameters, submitter, committed);
        } else {
            VoyageException refusal = null;
            for (int i = 0; i < slices.size(); i++) {
                final SubmissionId submissionId = SubmissionId.of(flowFile).slice(i);
                if (refusal == null) {
                    refusal = submit(context, session, slices.get(i), submissionId, plan.jobs().get(i), parameters, submitter, committed);
                } else {
                    transferRetry(session, slices.get(i), submissionId, null, refusal);
                    session.remove(plan.jobs().get(i).requestFile());
                }
            }
            session.transfer(session.putAttribute(flowFile, VoyageAttributes.SUBMISSION_COUNT, Long.toString(SubmissionId.submissions(flowFile) + 1)), ORIGINAL);
        }

        session.commitAsync(() -> forgetIntents(committed));
    }

    private JobPlan plan(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final EmbeddingParameters parameters)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final JobPlanner planner = new JobPlanner(session, flowFile, new TextRecordPath(context.getProperty(TEXT_RECORD_PATH).getValue()),
            EmbeddingKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters), EmbeddingRequestParameters.of(parameters), JobLimitProperties.limits(context),
            new KnownTexts(EmbeddingCacheProperty.cache(context).orElse(null), parameters));
        final RecordReaderFactory readerFactory = context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
        try (InputStream input = session.read(flowFile); RecordReader reader = readerFactory.createRecordReader(flowFile, input, getLogger())) {
            return planner.plan(reader);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            planner.discard(e);
            throw e;
        }
    }

    private List<FlowFile> slice(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final JobPlan plan)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        return new JobSlices(new RecordSlicer(context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class),
            context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class), getLogger())).cut(session, flowFile, plan);
    }

    private static boolean isEnough(final ProcessContext context, final JobPlan plan) {
        return plan.requests() >= context.getProperty(JobLimitProperties.MINIMUM_BATCH_SIZE).asLong();
    }

    private static void count(final ProcessSession session, final JobPlan plan, final EmbeddingParameters parameters) {
        session.adjustCounter("Rows", plan.rows(), false);
        session.adjustCounter("Distinct Texts", plan.requests() + plan.textsKnown(), false);
        session.adjustCounter("Cache Hits", plan.textsKnown(), false);
        session.adjustCounter("Tokens Not Spent", plan.tokensKnown(), false);
        JobCost.of(parameters.model(), plan.tokensKnown(), null).ifPresent(cost -> session.adjustCounter("Micro USD Not Spent", cost.costMicros(), false));
    }

    private static void transferRealTime(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final JobPlan plan, final EmbeddingParameters parameters) {
        plan.discard(session);
        final FlowFile stripped = session.removeAllAttributes(session.removeAllAttributes(flowFile, OF_AN_EARLIER_JOB), ErrorAttributes.NAMES);
        session.transfer(session.putAllAttributes(stripped, SubmissionAttributes.ofRealTime(parameters, context.getProperty(TEXT_RECORD_PATH).getValue(), plan)), REAL_TIME);
    }

    private void transferWithoutText(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final JobPlan plan) {
        final String message = plan.rows() == 0
            ? "The FlowFile has no rows"
            : "None of the %d rows has a usable text at %s".formatted(plan.rows(), context.getProperty(TEXT_RECORD_PATH).getValue());
        getLogger().warn("No job was made for {}: {}", flowFile, message);
        session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("no_text", message)), NO_TEXT);
    }

    /**
     * Makes one job, and transfers its FlowFile.
     *
     * @return HTTP 429, after which no further job is to be tried; else null
     */
    private VoyageException submit(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final SubmissionId submissionId, final PlannedJob job,
            final EmbeddingParameters parameters, final JobSubmitter submitter, final Set<String> committed) {
        final long start = System.nanoTime();
        final Map<String, String> metadata;
        try {
            metadata = JobMetadata.of(JobMetadataProperty.pairs(context, flowFile), job.fingerprint(), submissionId, embedding(context, parameters));
        } catch (final IllegalArgumentException e) {
            getLogger().error("Metadata of the job for {} is not valid", flowFile, e);
            session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of("invalid_metadata", e.getMessage())), FAILURE);
            session.remove(job.requestFile());
            return null;
        }

        VoyageException tooMany = null;
        try {
            final String filename = "nifi-voyage-%s.jsonl".formatted(flowFile.getAttribute(CoreAttributes.UUID.key()));
            final Submission submission = submitter.submit(session, job, submissionId, SubmissionId.uploadedBefore(flowFile), filename, metadata);
            committed.add(submission.intent());
            transferSubmitted(context, session, flowFile, job, parameters, submission, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
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

    private void transferSubmitted(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final PlannedJob job, final EmbeddingParameters parameters,
            final Submission submission, final long millis) {
        final Batch batch = submission.job();
        FlowFile submitted = session.removeAllAttributes(session.removeAllAttributes(flowFile, OF_AN_EARLIER_JOB), ErrorAttributes.NAMES);
        submitted = session.putAttribute(submitted, VoyageAttributes.SUBMISSION_COUNT, Long.toString(SubmissionId.submissions(flowFile) + 1));
        submitted = session.putAllAttributes(submitted, SubmissionAttributes.of(parameters, context.getProperty(TEXT_RECORD_PATH).getValue(), job, batch));
        // forced: the job exists even if this session is rolled back
        session.getProvenanceReporter().send(submitted, "%s/batches/%s".formatted(VoyageClientProperty.client(context).getBaseUri(), batch.id()),
            submission.adopted() ? "Adopted the job that an earlier try had made" : "Made a job of %d requests".formatted(job.requests()), millis, true);
        session.adjustCounter(submission.adopted() ? "Jobs Adopted" : "Jobs Made", 1, false);
        session.adjustCounter("Rows Sent", job.rowsSent(), false);
        session.adjustCounter("Rows Unusable", job.rowsUnusable(), false);
        session.adjustCounter("Requests Sent", job.requests(), false);
        session.transfer(submitted, SUBMITTED);
    }

    private void transferRefused(final ProcessSession session, final FlowFile flowFile, final SubmissionId submissionId, final SubmissionException refusal) {
        final VoyageException cause = refusal.getCause();
        if (cause.isRetryable()) {
            getLogger().warn("The job for {} could not be made now", flowFile, cause);
            transferRetry(session, flowFile, submissionId, refusal.uploadedFile(), cause);
        } else {
            getLogger().error("The job for {} could not be made", flowFile, cause);
            session.transfer(session.putAllAttributes(session.putAllAttributes(flowFile, ErrorAttributes.of(cause)), submissionId.attributes(flowFile)), FAILURE);
        }
    }

    private static Map<String, String> embedding(final ProcessContext context, final EmbeddingParameters parameters) {
        final Map<String, String> embedding = new HashMap<>(EmbeddingAttributes.of(parameters));
        embedding.put(VoyageAttributes.TEXT_RECORD_PATH, context.getProperty(TEXT_RECORD_PATH).getValue());
        return embedding;
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
        session.transfer(session.penalize(refused), RETRY);
    }

    private void forgetIntents(final Set<String> keys) {
        try {
            intents.forget(keys);
        } catch (final IOException e) {
            // a note is of one submission of one FlowFile: the FlowFile's next one has another id, so that it cannot take the old job for its own
            getLogger().warn("Notes of jobs that are made could not be dropped from the processor's state", e);
        }
    }
}
