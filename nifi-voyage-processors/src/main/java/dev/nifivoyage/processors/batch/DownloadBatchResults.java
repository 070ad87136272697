/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.result.CacheFill;
import dev.nifivoyage.processors.batch.result.ContextualizedHandler;
import dev.nifivoyage.processors.batch.result.EmbeddingHandler;
import dev.nifivoyage.processors.batch.result.JobNotEndedException;
import dev.nifivoyage.processors.batch.result.RankingHandler;
import dev.nifivoyage.processors.batch.result.ResultLocation;
import dev.nifivoyage.processors.batch.result.ResultProperties;
import dev.nifivoyage.processors.batch.result.ResultRelationships;
import dev.nifivoyage.processors.batch.result.ResultRouter;
import dev.nifivoyage.processors.batch.result.TemporaryDirectoryProperty;
import dev.nifivoyage.processors.batch.result.TemporaryFileException;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.processors.request.ContextualizedParameters;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.response.OutputSettings;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.Restricted;
import org.apache.nifi.annotation.behavior.Restriction;
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
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.exception.RecordPathException;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;

@Restricted(
        restrictions = {
            @Restriction(
                    requiredPermission = RequiredPermission.READ_FILESYSTEM,
                    explanation = "Provides operator the ability to read from any file that NiFi has access to."),
            @Restriction(
                    requiredPermission = RequiredPermission.WRITE_FILESYSTEM,
                    explanation =
                            "Provides operator the ability to write temporary files to any directory that NiFi has access to.")
        })
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "embeddings", "batch", "vector", "text", "record", "rag", "download"})
@CapabilityDescription(
        "Downloads the results of a Voyage AI batch job and puts each vector or ranking into the record it belongs to. Every record ends in success, errors or unprocessed.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.id", description = "Id of the job; the default of Batch ID"),
    @ReadsAttribute(
            attribute = "voyage.batch.status",
            description = "Tells whether the job has ended; asked for when it is not there"),
    @ReadsAttribute(
            attribute = "voyage.batch.endpoint",
            description = "What the results are; asked for when it is not there"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.id",
            description = "The requests, to be deleted with the results"),
    @ReadsAttribute(
            attribute = "voyage.batch.output.file.id",
            description = "The answers; asked for when neither this nor the error file is there"),
    @ReadsAttribute(attribute = "voyage.batch.error.file.id", description = "The refused requests"),
    @ReadsAttribute(
            attribute = "voyage.batch.requests.completed",
            description =
                    "With voyage.batch.requests.failed, how many lines the files must hold; asked for when they are not there"),
    @ReadsAttribute(
            attribute = "voyage.batch.requests.failed",
            description = "Refused requests; when there are some but no error file, the job is asked for again"),
    @ReadsAttribute(
            attribute = "voyage.batch.not.found.since",
            description = "When the job or a file of it was first not found"),
    @ReadsAttribute(
            attribute = "voyage.results.incomplete.since",
            description = "When the files first held too few lines"),
    @ReadsAttribute(
            attribute = "voyage.embedding.model",
            description =
                    "With the other embedding attributes, what the key of a record is derived from: the requested model"),
    @ReadsAttribute(attribute = "voyage.embedding.input.type", description = "Requested input type"),
    @ReadsAttribute(
            attribute = "voyage.embedding.dimension",
            description = "Requested dimension; empty for the model's default"),
    @ReadsAttribute(attribute = "voyage.embedding.data.type", description = "Requested data type"),
    @ReadsAttribute(attribute = "voyage.embedding.truncation", description = "Whether too long texts were cut"),
    @ReadsAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the keys"),
    @ReadsAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "Where the texts stand; the default of Text Record Path"),
    @ReadsAttribute(
            attribute = "voyage.embedding.document.layout",
            description = "How the documents of CreateBatchContextualized stand in the records"),
    @ReadsAttribute(
            attribute = "voyage.embedding.chunks.record.path",
            description = "Where a record has the chunks of its document"),
    @ReadsAttribute(
            attribute = "voyage.embedding.document.id.record.path",
            description = "Where a record has the id of its document"),
    @ReadsAttribute(
            attribute = "voyage.embedding.chunk.count.record.path",
            description = "Where a record has the number of its document's chunks"),
    @ReadsAttribute(attribute = "voyage.embedding.chunk.size", description = "Tokens of a chunk that Voyage cut"),
    @ReadsAttribute(attribute = "voyage.embedding.chunk.overlap", description = "Tokens that two such chunks share"),
    @ReadsAttribute(
            attribute = "voyage.rerank.model",
            description =
                    "With the other rerank attributes, what the key of a query of CreateBatchRerank is derived from: the requested model"),
    @ReadsAttribute(attribute = "voyage.rerank.top.k", description = "How many documents come back for a query"),
    @ReadsAttribute(
            attribute = "voyage.rerank.return.documents",
            description = "Whether their texts stand in the ranking"),
    @ReadsAttribute(attribute = "voyage.rerank.truncation", description = "Whether too long texts were cut"),
    @ReadsAttribute(attribute = "voyage.rerank.namespace", description = "Namespace of the keys"),
    @ReadsAttribute(attribute = "voyage.rerank.query.record.path", description = "Where a record has its query"),
    @ReadsAttribute(
            attribute = "voyage.rerank.documents.record.path",
            description = "Where a record has its documents"),
    @ReadsAttribute(
            attribute = "voyage.rerank.documents.file",
            description = "File with the documents of all queries; the default of Documents File"),
    @ReadsAttribute(
            attribute = "voyage.rerank.document.text.record.path",
            description = "Where a record of that file has its text"),
    @ReadsAttribute(
            attribute = "voyage.records.sent",
            description = "With voyage.records.unusable, the number of records there must be"),
    @ReadsAttribute(attribute = "voyage.records.unusable", description = "Records without a usable text"),
    @ReadsAttribute(
            attribute = "fragment.count",
            description =
                    "When greater than 1, success is given a FlowFile even if it has no record, so that a later merge is complete")
})
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the job, when it was asked for"),
    @WritesAttribute(
            attribute = "voyage.records.embedded",
            description = "Records of the job that got their vectors or their ranking"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Records of the job that Voyage refused, or that had no usable text"),
    @WritesAttribute(attribute = "voyage.records.unprocessed", description = "Records of the job that never ran"),
    @WritesAttribute(attribute = "voyage.usage.tokens", description = "Tokens that Voyage bills for the job"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description = "Their price in US dollars in a batch; not set when the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.real.time.usd",
            description = "What the same tokens would have cost in real time"),
    @WritesAttribute(attribute = "voyage.cost.saved.usd", description = "The difference"),
    @WritesAttribute(
            attribute = "voyage.batch.not.found.since",
            description = "On retry: when the job or a file of it was first not found, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.results.incomplete.since",
            description = "On retry: when the files first held fewer lines than the job counts, RFC 3339"),
    @WritesAttribute(
            attribute = "error.code",
            description = "On retry and failure: HTTP status, or a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On retry and failure: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.CreateBatchContextualized",
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.batch.CancelBatch",
            "dev.nifivoyage.processors.batch.ListBatches",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.realtime.Rerank",
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.service.client.StandardVoyageClientService",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService"
        })
@DefaultSettings(penaltyDuration = "1 min")
@SystemResourceConsideration(
        resource = SystemResource.DISK,
        description =
                "The vectors of a job wait in a temporary file for their records: 4 KB for 1024 floats, 400 MB for a job of 100,000 texts")
@MultiProcessorUseCase(
        description = "Embed the text of records with Voyage AI's Batch API and add each vector to its record",
        keywords = {"voyage", "embeddings", "batch", "vector", "rag"},
        configurations = {
            @ProcessorConfiguration(processorClass = CreateBatchEmbedding.class, configuration = """
                Set "Voyage Client Service", "Record Reader" and "Record Writer".
                Set "Text Record Path" to where a record has its text, and "Embeddings Model" to the model.
                Connect "submitted" to PollBatchStatus, and "retry" to CreateBatchEmbedding itself.
                """),
            @ProcessorConfiguration(
                    processorClassName = "dev.nifivoyage.processors.batch.PollBatchStatus",
                    configuration = """
                Set "Voyage Client Service" to the same service.
                Connect "running" and "retry" to PollBatchStatus itself, and "completed" to DownloadBatchResults.
                """),
            @ProcessorConfiguration(processorClass = DownloadBatchResults.class, configuration = """
                Set "Voyage Client Service" to the same service, and "Record Reader" to the reader of CreateBatchEmbedding.
                Set "Record Writer" to the wanted format, and "Embedding Record Path" to where the vector shall stand.
                Connect "success" to the next step, and "unprocessed" to CreateBatchEmbedding. Connect "retry" to DownloadBatchResults itself.
                """)
        })
public class DownloadBatchResults extends StoppableProcessor {

    static final PropertyDescriptor RECORD_WRITER = ResultProperties.RECORD_WRITER;
    static final PropertyDescriptor TEXT_RECORD_PATH = ResultProperties.TEXT_RECORD_PATH;
    static final PropertyDescriptor EMBEDDING_RECORD_PATH = ResultProperties.EMBEDDING_RECORD_PATH;
    static final PropertyDescriptor VECTOR_FORMAT = ResultProperties.VECTOR_FORMAT;
    static final PropertyDescriptor POPULATE_CACHE = ResultProperties.POPULATE_CACHE;
    static final PropertyDescriptor DELETE_REMOTE_FILES = ResultProperties.DELETE_REMOTE_FILES;

    static final Relationship SUCCESS = ResultRelationships.SUCCESS;
    static final Relationship REJECTED = ResultRelationships.REJECTED;
    static final Relationship UNPROCESSED = ResultRelationships.UNPROCESSED;
    static final Relationship ORIGINAL = ResultRelationships.ORIGINAL;
    static final Relationship RETRY = ResultRelationships.RETRY;
    static final Relationship FAILURE = ResultRelationships.FAILURE;

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            ResultProperties.RECORD_READER,
            RECORD_WRITER,
            BatchIdProperty.BATCH_ID,
            TEXT_RECORD_PATH,
            EMBEDDING_RECORD_PATH,
            VECTOR_FORMAT,
            ResultProperties.OUTPUT_STRATEGY,
            ResultProperties.RANKING_RECORD_PATH,
            ResultProperties.DOCUMENTS_FILE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            POPULATE_CACHE,
            PriceProperty.PRICE,
            ResultProperties.MISSING_RESULTS_TIMEOUT,
            DELETE_REMOTE_FILES,
            TemporaryDirectoryProperty.TEMPORARY_DIRECTORY);

    private static final Set<Relationship> RELATIONSHIPS =
            Set.of(SUCCESS, REJECTED, UNPROCESSED, ORIGINAL, RETRY, FAILURE);

    private final InstantSource clock;

    private volatile RateLimit gate;
    private volatile ResultRouter router;

    public DownloadBatchResults() {
        this(InstantSource.system());
    }

    DownloadBatchResults(final InstantSource clock) {
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
    public void onScheduled(final ProcessContext context) {
        RelationshipRetry.reject(
                context,
                Set.of(SUCCESS, REJECTED, UNPROCESSED, ORIGINAL),
                "the job's cost would count twice, and Delete Remote Files would delete the only results");
        gate = new RateLimit();
        router = new ResultRouter(getLogger(), clock);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        if (context.getProperty(ResultProperties.RECORD_READER).isSet() || ResultProperties.fillsCache(context)) {
            return List.of();
        }

        return List.of(new ValidationResult.Builder()
                .subject(ResultProperties.RECORD_READER.getName())
                .valid(false)
                .explanation(
                        "there is nothing to do without a Record Reader and without an Embedding Cache Service that is populated")
                .build());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isLimitReached()) {
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
            final ResultLocation results = ResultLocation.find(client, batchId, flowFile.getAttributes());
            flowFile = session.putAllAttributes(flowFile, results.restored());
            final ResultRouter.Job job = new ResultRouter.Job(flowFile, batchId, results, start);
            final OutputSettings output = ResultProperties.output(context, flowFile);
            switch (results.endpoint()) {
                case EMBEDDINGS -> {
                    final EmbeddingParameters parameters = EmbeddingAttributes.read(flowFile.getAttributes());
                    final EmbeddingHandler endpoint = new EmbeddingHandler(
                            parameters,
                            output,
                            EmbeddingCacheProperty.cache(context).orElse(null));
                    try (CacheFill cacheFill = cacheFill(context, parameters)) {
                        router.deliver(context, session, job, parameters.model(), endpoint, cacheFill);
                    }
                }
                case CONTEXTUALIZED_EMBEDDINGS -> {
                    final ContextualizedParameters parameters = ContextualizedParameters.read(flowFile.getAttributes())
                            .withTextPath(output.textPath());
                    router.deliver(
                            context,
                            session,
                            job,
                            parameters.model(),
                            new ContextualizedHandler(parameters, output),
                            CacheFill.NONE);
                }
                default -> {
                    final RankingParameters parameters = RankingParameters.read(
                            flowFile.getAttributes(), ResultProperties.documentsFile(context, flowFile));
                    final List<TextPart> shared = ResultProperties.joinsRecords(context, flowFile)
                            ? RerankProperties.shared(parameters, ResultProperties.reader(context), getLogger())
                            : List.of();
                    router.deliver(
                            context,
                            session,
                            job,
                            parameters.model(),
                            new RankingHandler(parameters, shared, output),
                            CacheFill.NONE);
                }
            }
        } catch (final JobNotEndedException e) {
            router.transferRetry(session, flowFile, batchId, ErrorCode.JOB_NOT_ENDED.code(), e);
        } catch (final VoyageException e) {
            transferRejected(context, session, flowFile, batchId, e);
        } catch (final TemporaryFileException e) {
            router.transferRetry(session, flowFile, batchId, ErrorCode.TEMPORARY_DIRECTORY.code(), e);
        } catch (final IllegalArgumentException | RecordPathException e) {
            router.transferFailure(session, flowFile, batchId, ErrorCode.MISSING_ATTRIBUTE.code(), e);
        } catch (final IOException e) {
            router.transferFailure(session, flowFile, batchId, ContentException.code(e), e);
        }
    }

    private void transferRejected(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final VoyageException rejection) {
        final String code = ErrorAttributes.code(rejection);
        if (GracePeriod.isNotFound(rejection)
                && !ResultProperties.notFound(context).isOver(flowFile, clock.instant())) {
            router.transferNotFound(context, session, flowFile, batchId, rejection);
            return;
        }
        if (!rejection.isRetryable()) {
            router.transferFailure(session, flowFile, batchId, code, rejection);
            return;
        }

        if (rejection.isRateLimited()) {
            rejection.retryAfter().ifPresent(gate::retryAfter);
            context.yield();
        }
        router.transferRetry(session, flowFile, batchId, code, rejection);
    }

    private static CacheFill cacheFill(final ProcessContext context, final EmbeddingParameters parameters) {
        return ResultProperties.fillsCache(context)
                ? new CacheFill(EmbeddingCacheProperty.cache(context).orElse(null), parameters)
                : CacheFill.NONE;
    }
}
