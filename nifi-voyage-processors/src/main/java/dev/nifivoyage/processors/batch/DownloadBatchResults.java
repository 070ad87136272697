/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.api.VoyageClientService;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.request.ContextualizedParameters;
import dev.nifivoyage.processors.batch.request.RankingParameters;
import dev.nifivoyage.processors.batch.result.AnswerFormat;
import dev.nifivoyage.processors.batch.result.CacheFill;
import dev.nifivoyage.processors.batch.result.ContextualizedResults;
import dev.nifivoyage.processors.batch.result.EmbeddingResults;
import dev.nifivoyage.processors.batch.result.EndpointResults;
import dev.nifivoyage.processors.batch.result.JobNotEndedException;
import dev.nifivoyage.processors.batch.result.JobResults;
import dev.nifivoyage.processors.batch.result.JoinedRows;
import dev.nifivoyage.processors.batch.result.Outcomes;
import dev.nifivoyage.processors.batch.result.OutputSettings;
import dev.nifivoyage.processors.batch.result.RankingResults;
import dev.nifivoyage.processors.batch.result.ResultAttributes;
import dev.nifivoyage.processors.batch.result.ResultFileIds;
import dev.nifivoyage.processors.batch.result.ResultFiles;
import dev.nifivoyage.processors.batch.result.ResultTally;
import dev.nifivoyage.processors.batch.result.RowAccount;
import dev.nifivoyage.processors.batch.result.RowDelivery;
import dev.nifivoyage.processors.batch.result.RowJoin;
import dev.nifivoyage.processors.batch.result.TemporaryFileException;
import dev.nifivoyage.processors.cost.JobCost;
import dev.nifivoyage.processors.property.BatchIdProperty;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RerankProperties;
import dev.nifivoyage.processors.property.ResultProperties;
import dev.nifivoyage.processors.property.TemporaryDirectoryProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.processors.throttle.RetryGate;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
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
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.exception.RecordPathException;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "embeddings", "batch", "vector", "text", "record", "rag", "download"})
@CapabilityDescription("Downloads the results of a Voyage AI batch job and puts each vector into the record it belongs to. Every record ends in success, errors or unprocessed.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.id", description = "Id of the job; the default of Batch ID"),
    @ReadsAttribute(attribute = "voyage.batch.status", description = "Tells whether the job has ended; asked for when it is not there"),
    @ReadsAttribute(attribute = "voyage.batch.input.file.id", description = "The requests, to be deleted with the results"),
    @ReadsAttribute(attribute = "voyage.batch.output.file.id", description = "The answers; asked for when neither this nor the error file is there"),
    @ReadsAttribute(attribute = "voyage.batch.error.file.id", description = "The refused requests"),
    @ReadsAttribute(attribute = "voyage.batch.requests.completed", description = "When there are answers but no output file, the job is asked for again"),
    @ReadsAttribute(attribute = "voyage.embedding.model", description = "With the other embedding attributes, what the key of a row is derived from: the requested model"),
    @ReadsAttribute(attribute = "voyage.embedding.input.type", description = "Requested input type"),
    @ReadsAttribute(attribute = "voyage.embedding.dimension", description = "Requested dimension; empty for the model's default"),
    @ReadsAttribute(attribute = "voyage.embedding.dtype", description = "Requested data type"),
    @ReadsAttribute(attribute = "voyage.embedding.truncation", description = "Whether too long texts were cut"),
    @ReadsAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the keys"),
    @ReadsAttribute(attribute = "voyage.embedding.text.record.path", description = "Where the texts stand; the default of Text Record Path"),
    @ReadsAttribute(attribute = "voyage.rows.sent", description = "With voyage.rows.unusable, the number of rows there must be"),
    @ReadsAttribute(attribute = "voyage.rows.unusable", description = "Rows without a usable text"),
    @ReadsAttribute(attribute = "fragment.count", description = "When greater than 1, success is given a FlowFile even if it has no record, so that a later merge is complete")
})
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.rows.embedded", description = "Rows of the job that got a vector"),
    @WritesAttribute(attribute = "voyage.rows.failed", description = "Rows of the job that Voyage refused, or that had no usable text"),
    @WritesAttribute(attribute = "voyage.rows.unprocessed", description = "Rows of the job that never ran"),
    @WritesAttribute(attribute = "voyage.usage.tokens", description = "Tokens that Voyage bills for the job"),
    @WritesAttribute(attribute = "voyage.cost.usd", description = "Their price in US dollars in a batch; not set when the price of the model is unknown"),
    @WritesAttribute(attribute = "voyage.cost.saved.usd", description = "What the same tokens would have cost more in real time"),
    @WritesAttribute(attribute = "error.code", description = "On retry and failure: HTTP status, or a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On retry and failure: what was wrong")
})
@SeeAlso(classNames = {
    "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
    "dev.nifivoyage.processors.batch.PollBatchStatus",
    "dev.nifivoyage.processors.realtime.CreateEmbedding",
    "dev.nifivoyage.service.client.StandardVoyageClientService"
})
@DefaultSettings(penaltyDuration = "1 min")
@SystemResourceConsideration(resource = SystemResource.DISK, description = "The vectors of a job wait in a temporary file for their records: 4 KB for 1024 floats, 400 MB for a job of 100,000 texts")
@MultiProcessorUseCase(
    description = "Embed the text of records with Voyage AI's Batch API and add each vector to its record",
    keywords = {"voyage", "embeddings", "batch", "vector", "rag"},
    configurations = {
        @ProcessorConfiguration(
            processorClass = CreateBatchEmbedding.class,
            configuration = """
                Set "Voyage Client Service", "Record Reader" and "Record Writer".
                Set "Text Record Path" to where a record has its text, and "Embeddings Model" to the model.
                Connect "submitted" to PollBatchStatus, and "retry" to CreateBatchEmbedding itself.
                """
        ),
        @ProcessorConfiguration(
            processorClassName = "dev.nifivoyage.processors.batch.PollBatchStatus",
            configuration = """
                Set "Voyage Client Service" to the same service.
                Connect "running" and "retry" to PollBatchStatus itself, and "completed" to DownloadBatchResults.
                """
        ),
        @ProcessorConfiguration(
            processorClass = DownloadBatchResults.class,
            configuration = """
                Set "Voyage Client Service" to the same service, and "Record Reader" to the reader of CreateBatchEmbedding.
                Set "Record Writer" to the wanted format, and "Embeddings Record Path" to where the vector shall stand.
                Connect "success" to the next step, and "unprocessed" to CreateBatchEmbedding. Connect "retry" to DownloadBatchResults itself.
                """
        )
    }
)
public class DownloadBatchResults extends AbstractProcessor {

    static final PropertyDescriptor RECORD_WRITER = ResultProperties.RECORD_WRITER;
    static final PropertyDescriptor TEXT_RECORD_PATH = ResultProperties.TEXT_RECORD_PATH;
    static final PropertyDescriptor EMBEDDINGS_RECORD_PATH = ResultProperties.EMBEDDINGS_RECORD_PATH;
    static final PropertyDescriptor VECTOR_FORMAT = ResultProperties.VECTOR_FORMAT;

    static final PropertyDescriptor POPULATE_CACHE = new PropertyDescriptor.Builder()
        .name("Populate Cache")
        .description("Whether each vector of the job is put into the cache. A FlowFile without content then has no rows to be joined: all it needs is the id of a job.")
        .required(true)
        .allowableValues("true", "false")
        .defaultValue("true")
        .dependsOn(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE)
        .build();

    static final PropertyDescriptor DELETE_REMOTE_FILES = new PropertyDescriptor.Builder()
        .name("Delete Remote Files")
        .description("Whether the job's files are deleted at Voyage once the results are committed in NiFi, provided that every line of them belonged to a row and no row is left "
            + "unprocessed. Otherwise Voyage deletes them after 30 days.")
        .dependsOn(ResultProperties.RECORD_READER)
        .required(true)
        .allowableValues("true", "false")
        .defaultValue("false")
        .build();

    static final Relationship SUCCESS = new Relationship.Builder()
        .name("success")
        .description("The records with their vectors")
        .build();

    static final Relationship ERRORS = new Relationship.Builder()
        .name("errors")
        .description("The records that Voyage refused and those without a usable text, each with a field named error that holds code and message")
        .build();

    static final Relationship UNPROCESSED = new Relationship.Builder()
        .name("unprocessed")
        .description("The records whose requests never ran, for instance because the job ended early. To be sent to CreateBatchEmbedding again.")
        .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
        .name("original")
        .description("The incoming FlowFile, with the counts and the cost of the job in its attributes")
        .autoTerminateDefault(true)
        .build();

    static final Relationship RETRY = new Relationship.Builder()
        .name("retry")
        .description("The results could not be had, but the same may succeed later. To be led back to this processor.")
        .build();

    static final Relationship FAILURE = new Relationship.Builder()
        .name("failure")
        .description("The results could not be had or joined, and trying again will not help: a file has expired, the content cannot be read, or the counts do not add up")
        .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
        VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
        ResultProperties.RECORD_READER,
        RECORD_WRITER,
        BatchIdProperty.BATCH_ID,
        TEXT_RECORD_PATH,
        EMBEDDINGS_RECORD_PATH,
        VECTOR_FORMAT,
        ResultProperties.OUTPUT_STRATEGY,
        ResultProperties.RANKING_RECORD_PATH,
        EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
        POPULATE_CACHE,
        PriceProperty.PRICE,
        DELETE_REMOTE_FILES,
        TemporaryDirectoryProperty.TEMPORARY_DIRECTORY
    );

    private static final Set<Relationship> RELATIONSHIPS = Set.of(
        SUCCESS,
        ERRORS,
        UNPROCESSED,
        ORIGINAL,
        RETRY,
        FAILURE
    );

    private volatile RetryGate gate;

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
        gate = new RetryGate();
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        if (context.getProperty(ResultProperties.RECORD_READER).isSet() || fillsCache(context)) {
            return List.of();
        }

        return List.of(new ValidationResult.Builder()
            .subject(ResultProperties.RECORD_READER.getName())
            .valid(false)
            .explanation("there is nothing to do without a Record Reader and without an Embedding Cache Service that is populated")
            .build());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isClosed()) {
            context.yield();
            return;
        }

        FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final long start = System.nanoTime();
        final String batchId = BatchIdProperty.batchId(context, flowFile);
        final VoyageClientService client = VoyageClientProperty.client(context);
        try {
            final JobResults results = JobResults.find(client, batchId, flowFile.getAttributes());
            flowFile = session.putAllAttributes(flowFile, results.restored());
            final Job job = new Job(flowFile, batchId, results, start);
            final OutputSettings output = ResultProperties.output(context, flowFile);
            switch (results.endpoint()) {
                case EMBEDDINGS -> {
                    final EmbeddingParameters parameters = EmbeddingAttributes.read(flowFile.getAttributes());
                    deliver(context, session, job, parameters.model(), new EmbeddingResults(parameters, output, EmbeddingCacheProperty.cache(context).orElse(null)), cacheFill(context, parameters));
                }
                case CONTEXTUALIZED_EMBEDDINGS -> {
                    final ContextualizedParameters parameters = ContextualizedParameters.read(flowFile.getAttributes()).withTextPath(output.textPath());
                    deliver(context, session, job, parameters.model(), new ContextualizedResults(parameters, output), CacheFill.NONE);
                }
                default -> {
                    final RankingParameters parameters = RankingParameters.read(flowFile.getAttributes());
                    final List<TextPart> shared = joinsRows(context, flowFile) ? RerankProperties.shared(parameters, ResultProperties.reader(context), getLogger()) : List.of();
                    deliver(context, session, job, parameters.model(), new RankingResults(parameters, shared, output), CacheFill.NONE);
                }
            }
        } catch (final JobNotEndedException e) {
            transferRetry(session, flowFile, batchId, "not_ended", e);
        } catch (final VoyageException e) {
            transferRefused(context, session, flowFile, batchId, e);
        } catch (final TemporaryFileException e) {
            transferRetry(session, flowFile, batchId, "temporary_directory", e);
        } catch (final IllegalArgumentException | RecordPathException e) {
            transferFailure(session, flowFile, batchId, "missing_attribute", e);
        } catch (final IOException e) {
            transferFailure(session, flowFile, batchId, "unreadable_content", e);
        }
    }

    private static boolean fillsCache(final PropertyContext context) {
        return context.getProperty(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE).isSet() && context.getProperty(POPULATE_CACHE).asBoolean();
    }

    private static boolean joinsRows(final ProcessContext context, final FlowFile flowFile) {
        return context.getProperty(ResultProperties.RECORD_READER).isSet() && (flowFile.getSize() > 0 || !fillsCache(context));
    }

    private <A> void deliver(final ProcessContext context, final ProcessSession session, final Job job, final String model, final EndpointResults<A> endpoint, final CacheFill cacheFill)
            throws IOException {
        if (joinsRows(context, job.flowFile())) {
            joinRows(context, session, job, model, endpoint, cacheFill);
        } else {
            fillCache(context, session, job, model, endpoint, cacheFill);
        }
    }

    private <A> void joinRows(final ProcessContext context, final ProcessSession session, final Job job, final String model, final EndpointResults<A> endpoint, final CacheFill cacheFill)
            throws IOException {
        final VoyageClientService client = VoyageClientProperty.client(context);
        final FlowFile flowFile = job.flowFile();
        final AnswerFormat<A> format = endpoint.format();
        final JoinedRows joined;
        final ResultTally tally;
        try (Outcomes<A> outcomes = new Outcomes<>(format, endpoint.takesDecimals(), TemporaryDirectoryProperty.directory(context))) {
            final ResultTally read = job.results().read(client, new ResultFiles<>(outcomes, format, cacheFill));
            final RowJoin<A> rowJoin = new RowJoin<>(outcomes, endpoint.form(), endpoint.placement(), endpoint.known());
            joined = rowJoin.join(session, flowFile, ResultProperties.reader(context), ResultProperties.writer(context), getLogger(), isFragment(flowFile));
            tally = read.withUnasked(outcomes.unasked());
        }

        final RowAccount account = joined.account();
        final Optional<String> mismatch = account.mismatch(expectedRows(flowFile)).or(() -> account.strangers(tally));
        if (mismatch.isPresent()) {
            session.remove(joined.flowFiles());
            transferFailure(session, flowFile, job.batchId(), "rows_do_not_add_up", new IOException(mismatch.get()));
            return;
        }

        warn(job, tally, cacheFill);
        final Optional<JobCost> cost = JobCost.of(model, tally.tokens(), PriceProperty.price(context));
        final RowDelivery delivery = new RowDelivery(session, ResultAttributes.of(account, tally, cacheFill.stored(), cost), transitUri(client, job.batchId()), millisSince(job.start()));
        delivery.rows(joined.embedded(), SUCCESS);
        delivery.rows(joined.failed(), ERRORS);
        delivery.rows(joined.unprocessed(), UNPROCESSED);
        delivery.original(flowFile, ORIGINAL);
        delivery.count(account);
        delivery.count(tally, cacheFill.stored(), cost);

        // whatever is not settled may have to be looked up in the files
        final boolean deleteFiles = context.getProperty(DELETE_REMOTE_FILES).asBoolean() && tally.isClean() && account.unprocessed() == 0;
        session.commitAsync(() -> {
            if (deleteFiles) {
                deleteFiles(client, job.batchId(), job.results().fileIds());
            }
        });
    }

    private <A> void fillCache(final ProcessContext context, final ProcessSession session, final Job job, final String model, final EndpointResults<A> endpoint, final CacheFill cacheFill)
            throws IOException {
        final VoyageClientService client = VoyageClientProperty.client(context);
        final AnswerFormat<A> format = endpoint.format();
        final ResultTally tally;
        try (Outcomes<A> outcomes = new Outcomes<>(format, false, TemporaryDirectoryProperty.directory(context))) {
            tally = job.results().read(client, new ResultFiles<>(outcomes, format, cacheFill));
        }
        if (cacheFill.failure() != null) {
            transferRetry(session, job.flowFile(), job.batchId(), "cache", cacheFill.failure());
            return;
        }

        warn(job, tally, cacheFill);
        final Optional<JobCost> cost = JobCost.of(model, tally.tokens(), PriceProperty.price(context));
        final RowDelivery delivery = new RowDelivery(session, ResultAttributes.of(tally, cacheFill.stored(), cost), transitUri(client, job.batchId()), millisSince(job.start()));
        delivery.original(job.flowFile(), ORIGINAL);
        delivery.count(tally, cacheFill.stored(), cost);
    }

    private static CacheFill cacheFill(final ProcessContext context, final EmbeddingParameters parameters) {
        return fillsCache(context) ? new CacheFill(EmbeddingCacheProperty.cache(context).orElse(null), parameters) : CacheFill.NONE;
    }

    private static String transitUri(final VoyageClientService client, final String batchId) {
        return "%s/batches/%s".formatted(client.getBaseUri(), batchId);
    }

    private static long millisSince(final long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static boolean isFragment(final FlowFile flowFile) {
        final Long count = AttributeValues.readLong(flowFile, VoyageAttributes.FRAGMENT_COUNT);
        return count != null && count > 1;
    }

    private static Long expectedRows(final FlowFile flowFile) {
        final Long sent = AttributeValues.readLong(flowFile, VoyageAttributes.ROWS_SENT);
        final Long unusable = AttributeValues.readLong(flowFile, VoyageAttributes.ROWS_UNUSABLE);
        final Long known = AttributeValues.readLong(flowFile, VoyageAttributes.ROWS_KNOWN);
        return sent == null || unusable == null ? null : Long.valueOf(sent + unusable + (known == null ? 0 : known));
    }

    private void warn(final Job job, final ResultTally tally, final CacheFill cacheFill) {
        tally.surprises().ifPresent(surprises -> getLogger().warn("The results of job {} for {} held {}", job.batchId(), job.flowFile(), surprises));
        if (cacheFill.failure() != null) {
            getLogger().warn("Only {} vectors of job {} for {} could be put into the cache; its rows have their vectors all the same",
                cacheFill.stored(), job.batchId(), job.flowFile(), cacheFill.failure());
        }
    }

    private void deleteFiles(final VoyageClientService client, final String batchId, final ResultFileIds fileIds) {
        try {
            client.deleteFiles(fileIds.all());
        } catch (final VoyageException e) {
            getLogger().warn("The files {} of job {} could not be deleted; Voyage deletes them 30 days after they were made", fileIds.all(), batchId, e);
        }
    }

    private void transferRefused(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final String batchId, final VoyageException refusal) {
        final String code = ErrorAttributes.code(refusal);
        if (!refusal.isRetryable()) {
            transferFailure(session, flowFile, batchId, code, refusal);
            return;
        }

        if (ErrorAttributes.TOO_MANY_REQUESTS.equals(code)) {
            gate.closeAfter(refusal);
            context.yield();
        }
        transferRetry(session, flowFile, batchId, code, refusal);
    }

    private void transferRetry(final ProcessSession session, final FlowFile flowFile, final String batchId, final String code, final Exception cause) {
        getLogger().warn("The results of job {} for {} could not be had now", batchId, flowFile, cause);
        session.transfer(session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage()))), RETRY);
    }

    private void transferFailure(final ProcessSession session, final FlowFile flowFile, final String batchId, final String code, final Exception cause) {
        getLogger().error("The results of job {} could not be joined to {}", batchId, flowFile, cause);
        session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage())), FAILURE);
    }

    /**
     * The job of a FlowFile.
     *
     * @param start nano time at which its results were asked for
     */
    private record Job(FlowFile flowFile, String batchId, JobResults results, long start) {
    }
}
