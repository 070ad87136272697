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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.result.CacheFill;
import dev.nifivoyage.processors.batch.result.ContextualizedHandler;
import dev.nifivoyage.processors.batch.result.Download;
import dev.nifivoyage.processors.batch.result.DownloadOptions;
import dev.nifivoyage.processors.batch.result.EmbeddingHandler;
import dev.nifivoyage.processors.batch.result.JobFileDeleter;
import dev.nifivoyage.processors.batch.result.JobNotEndedException;
import dev.nifivoyage.processors.batch.result.MissingBatchIdException;
import dev.nifivoyage.processors.batch.result.RankingHandler;
import dev.nifivoyage.processors.batch.result.ResultDownloader;
import dev.nifivoyage.processors.batch.result.ResultLocation;
import dev.nifivoyage.processors.batch.result.ResultProperties;
import dev.nifivoyage.processors.batch.result.ResultRelationships;
import dev.nifivoyage.processors.batch.result.ResultRouter;
import dev.nifivoyage.processors.batch.result.ResultVerifier;
import dev.nifivoyage.processors.batch.result.TemporaryDirectoryProperty;
import dev.nifivoyage.processors.batch.result.TemporaryFileException;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.request.ContextualizedParameters;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.response.OutputSettings;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.TargetCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
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
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.exception.RecordPathException;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        "Downloads the results of a Voyage AI batch job and adds each vector or ranking to its record. Each record is routed to success, rejected, or unprocessed.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.deletion.pending",
            description = "ID of the batch job, if its results were joined and only its files remain to be deleted"),
    @ReadsAttribute(attribute = "voyage.batch.id", description = "ID of the batch job; the default of Batch ID"),
    @ReadsAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the batch job, which must have ended; retrieved if not set"),
    @ReadsAttribute(
            attribute = "voyage.batch.endpoint",
            description = "Endpoint of the batch job; retrieved if not set"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.id",
            description = "ID of the request file, which is deleted with the results"),
    @ReadsAttribute(
            attribute = "voyage.batch.output.file.id",
            description = "ID of the output file; retrieved if neither this nor the error file is set"),
    @ReadsAttribute(attribute = "voyage.batch.error.file.id", description = "ID of the error file"),
    @ReadsAttribute(
            attribute = "voyage.batch.requests.completed",
            description =
                    "Number of completed requests; together with the rejected requests, the number of lines that the files must contain; retrieved if not set"),
    @ReadsAttribute(
            attribute = "voyage.batch.requests.failed",
            description =
                    "Number of rejected requests; if there are some but no error file, the batch job is retrieved again"),
    @ReadsAttribute(
            attribute = "voyage.batch.not.found.since",
            description = "Time at which the batch job or one of its files was first not found"),
    @ReadsAttribute(
            attribute = "voyage.results.incomplete.since",
            description = "Time at which the files first contained too few lines"),
    @ReadsAttribute(
            attribute = "voyage.embedding.model",
            description =
                    "Requested model; the keys of the records are derived from it and the other embedding attributes"),
    @ReadsAttribute(attribute = "voyage.embedding.input.type", description = "Requested input type"),
    @ReadsAttribute(
            attribute = "voyage.embedding.dimension",
            description = "Requested number of dimensions; empty for the default of the model"),
    @ReadsAttribute(attribute = "voyage.embedding.data.type", description = "Requested data type"),
    @ReadsAttribute(
            attribute = "voyage.embedding.truncation",
            description = "Whether texts that are too long were truncated"),
    @ReadsAttribute(attribute = "voyage.embedding.namespace", description = "Cache namespace of the vectors"),
    @ReadsAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "RecordPath of the text; the default of Text Record Path"),
    @ReadsAttribute(
            attribute = "voyage.embedding.document.layout",
            description = "Layout of the documents of CreateBatchContextualized in the records"),
    @ReadsAttribute(attribute = "voyage.embedding.chunks.record.path", description = "RecordPath of the chunks"),
    @ReadsAttribute(
            attribute = "voyage.embedding.document.id.record.path",
            description = "RecordPath of the document ID"),
    @ReadsAttribute(
            attribute = "voyage.embedding.chunk.count.record.path",
            description = "RecordPath of the number of chunks of the document"),
    @ReadsAttribute(
            attribute = "voyage.embedding.chunk.size",
            description = "Number of tokens in a chunk created by Voyage"),
    @ReadsAttribute(
            attribute = "voyage.embedding.chunk.overlap",
            description = "Number of tokens shared by consecutive chunks created by Voyage"),
    @ReadsAttribute(
            attribute = "voyage.rerank.model",
            description =
                    "Requested model; the keys of the queries of CreateBatchRerank are derived from it and the other rerank attributes"),
    @ReadsAttribute(attribute = "voyage.rerank.top.k", description = "Number of documents returned for each query"),
    @ReadsAttribute(
            attribute = "voyage.rerank.return.documents",
            description = "Whether the ranking contains the texts of the documents"),
    @ReadsAttribute(
            attribute = "voyage.rerank.truncation",
            description = "Whether texts that are too long were truncated"),
    @ReadsAttribute(attribute = "voyage.rerank.namespace", description = "Namespace of the request keys"),
    @ReadsAttribute(attribute = "voyage.rerank.query.record.path", description = "RecordPath of the query"),
    @ReadsAttribute(attribute = "voyage.rerank.documents.record.path", description = "RecordPath of the documents"),
    @ReadsAttribute(
            attribute = "voyage.rerank.documents.file",
            description = "File with the documents shared by all queries; the default of Documents File"),
    @ReadsAttribute(
            attribute = "voyage.rerank.document.text.record.path",
            description = "RecordPath of the text in a record of that file"),
    @ReadsAttribute(
            attribute = "voyage.records.sent",
            description =
                    "Number of records in the batch job; together with the unusable records, the expected number of records"),
    @ReadsAttribute(attribute = "voyage.records.unusable", description = "Number of records without a usable text"),
    @ReadsAttribute(
            attribute = "fragment.count",
            description =
                    "If greater than 1, success receives a FlowFile even without records, so that a later merge is complete")
})
@WritesAttributes({
    @WritesAttribute(
            attribute = "voyage.deletion.pending",
            description = "ID of the batch job, until its files are deleted; on retry"),
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "MIME type set by the Record Writer"),
    @WritesAttribute(
            attribute = "voyage.batch.endpoint",
            description = "Endpoint of the batch job, if it had to be retrieved"),
    @WritesAttribute(
            attribute = "voyage.records.embedded",
            description = "Number of records of the batch job with a vector or ranking"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Number of records of the batch job that Voyage rejected or that have no usable text"),
    @WritesAttribute(
            attribute = "voyage.records.unprocessed",
            description =
                    "Number of records of the batch job whose request did not run, or failed temporarily (HTTP 429 or 5xx)"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description = "Number of tokens that Voyage bills for the batch job"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description =
                    "Cost of these tokens in the batch job, in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.real.time.usd",
            description = "Cost of the same tokens in real time, in US dollars"),
    @WritesAttribute(
            attribute = "voyage.cost.saved.usd",
            description = "Difference between these costs, in US dollars"),
    @WritesAttribute(
            attribute = "voyage.batch.not.found.since",
            description = "Time at which the batch job or one of its files was first not found, RFC 3339; on retry"),
    @WritesAttribute(
            attribute = "voyage.results.incomplete.since",
            description =
                    "Time at which the files first contained fewer lines than the batch job counts, RFC 3339; on retry"),
    @WritesAttribute(attribute = "error.code", description = "HTTP status or error code; on retry and failure"),
    @WritesAttribute(attribute = "error.message", description = "Cause of the error; on retry and failure")
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
                "A temporary file holds the result files of a batch job until they are joined: 1.3 to 2.2 GB for 100,000 vectors of 1024 floats")
@MultiProcessorUseCase(
        description = "Embed the text of records with the Batch API of Voyage AI, and add each vector to its record",
        keywords = {"voyage", "embeddings", "batch", "vector", "rag"},
        configurations = {
            @ProcessorConfiguration(processorClass = CreateBatchEmbedding.class, configuration = """
                Set "Voyage Client Service", "Record Reader" and "Record Writer".
                Set "Text Record Path" to the text of a record, and "Embeddings Model" to the model.
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
                Set "Record Writer" to the output format, and "Embedding Record Path" to the field for the vector.
                Connect "success" to the next step, and "unprocessed" to CreateBatchEmbedding. Connect "retry" to DownloadBatchResults itself.
                """)
        })
public class DownloadBatchResults extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor RECORD_WRITER = ResultProperties.RECORD_WRITER;
    static final PropertyDescriptor TEXT_RECORD_PATH = ResultProperties.TEXT_RECORD_PATH;
    static final PropertyDescriptor EMBEDDING_RECORD_PATH = ResultProperties.EMBEDDING_RECORD_PATH;
    static final PropertyDescriptor VECTOR_FORMAT = ResultProperties.VECTOR_FORMAT;
    static final PropertyDescriptor POPULATE_CACHE = ResultProperties.POPULATE_CACHE;
    static final PropertyDescriptor DELETE_REMOTE_FILES = ResultProperties.DELETE_REMOTE_FILES;
    static final PropertyDescriptor MAXIMUM_THREADS = ResultProperties.MAXIMUM_THREADS;

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
            VectorColumns.MODEL_RECORD_PATH,
            VectorColumns.DIMENSION_RECORD_PATH,
            VectorColumns.INPUT_TYPE_RECORD_PATH,
            VectorColumns.CONTENT_KEY_RECORD_PATH,
            VectorColumns.TOKENS_RECORD_PATH,
            ResultProperties.OUTPUT_STRATEGY,
            ResultProperties.RANKING_RECORD_PATH,
            ResultProperties.DOCUMENTS_FILE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            POPULATE_CACHE,
            PriceProperty.PRICE,
            ResultProperties.MISSING_RESULTS_TIMEOUT,
            DELETE_REMOTE_FILES,
            TemporaryDirectoryProperty.TEMPORARY_DIRECTORY,
            MAXIMUM_THREADS);

    private static final Set<Relationship> RELATIONSHIPS =
            Set.of(SUCCESS, REJECTED, UNPROCESSED, ORIGINAL, RETRY, FAILURE);

    private final InstantSource clock;

    private volatile RateLimit rateLimit;
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
                "the cost of the batch job would be counted twice, and Delete Remote Files would delete the only results");
        rateLimit = new RateLimit();
        router = new ResultRouter(getLogger(), clock);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        if (context.getProperty(ResultProperties.RECORD_READER).isSet() || ResultProperties.fillsCache(context)) {
            return VectorColumns.validate(context, EMBEDDING_RECORD_PATH);
        }

        return List.of(new ValidationResult.Builder()
                .subject(ResultProperties.RECORD_READER.getName())
                .valid(false)
                .explanation("Either a Record Reader or an Embedding Cache Service with Populate Cache is required")
                .build());
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final VoyageClientService client = VoyageClientProperty.client(context);
        final List<ConfigVerificationResult> results = new ArrayList<>();
        results.add(ConnectionVerifier.verify(client, verificationLogger));
        results.add(ResultVerifier.verify(
                client, BatchIdProperty.batchId(context, attributes), attributes, verificationLogger));
        results.add(ResultVerifier.verifyDirectory(TemporaryDirectoryProperty.directory(context)));
        if (context.getProperty(ResultProperties.RECORD_READER).isSet()) {
            results.addAll(new SampleVerifier(ResultProperties.reader(context), attributes, verificationLogger)
                    .verify(checks(context, attributes)));
        }
        return results;
    }

    private static List<SampleCheck> checks(final ProcessContext context, final Map<String, String> attributes) {
        final List<SampleCheck> checks = new ArrayList<>();
        final String textPath = context.getProperty(TEXT_RECORD_PATH)
                .evaluateAttributeExpressions(attributes)
                .getValue();
        if (textPath != null && !textPath.isBlank()) {
            checks.add(ValueCheck.required(TEXT_RECORD_PATH, textPath));
        }
        final Map<PropertyDescriptor, String> targets = new LinkedHashMap<>(VectorColumns.paths(context));
        final PropertyDescriptor result = attributes.containsKey(VoyageAttributes.RERANK_MODEL)
                ? ResultProperties.RANKING_RECORD_PATH
                : EMBEDDING_RECORD_PATH;
        targets.put(result, context.getProperty(result).getValue());
        targets.forEach((property, path) -> checks.add(new TargetCheck(property, path)));
        return checks;
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

        final DownloadOptions options = ResultProperties.options(context, flowFile);
        Download download = new Download(flowFile, BatchIdProperty.batchId(context, flowFile), System.nanoTime());
        final ResultDownloader downloader = new ResultDownloader(session, options, router, getLogger());
        final Optional<String> joined = JobFileDeleter.pendingJob(flowFile);
        try {
            if (joined.isPresent()) {
                download = new Download(flowFile, joined.get(), download.start());
                downloader.delete(download);
                return;
            }
            final ResultLocation location =
                    ResultLocation.find(options.client(), download.batchId(), flowFile.getAttributes());
            download = download.with(session.putAllAttributes(flowFile, location.restored()));
            download(context, downloader, download, location);
        } catch (final JobNotEndedException e) {
            router.retry(session, download, ErrorCode.JOB_NOT_ENDED.code(), e);
        } catch (final MissingBatchIdException e) {
            router.fail(session, download, ErrorCode.MISSING_BATCH_ID.code(), e);
        } catch (final VoyageException e) {
            if (!router.retryNotFound(session, download, options.notFound(), e)) {
                routeRejected(context, session, download, e);
            }
        } catch (final TemporaryFileException e) {
            router.retry(session, download, ErrorCode.TEMPORARY_DIRECTORY.code(), e);
        } catch (final IllegalArgumentException | RecordPathException e) {
            router.fail(session, download, ErrorCode.MISSING_ATTRIBUTE.code(), e);
        } catch (final IOException e) {
            router.fail(session, download, ContentException.code(e), e);
        }
    }

    private void download(
            final ProcessContext context,
            final ResultDownloader downloader,
            final Download download,
            final ResultLocation location)
            throws IOException {
        final FlowFile flowFile = download.flowFile();
        final OutputSettings output = ResultProperties.output(context, flowFile);
        switch (location.endpoint()) {
            case EMBEDDINGS -> {
                final EmbeddingParameters parameters = EmbeddingAttributes.read(flowFile.getAttributes());
                final EmbeddingHandler endpoint = new EmbeddingHandler(
                        parameters,
                        output,
                        EmbeddingCacheProperty.cache(context).orElse(null));
                try (CacheFill cacheFill = cacheFill(context, parameters, location.ended())) {
                    downloader.download(download, location, endpoint, cacheFill);
                }
            }
            case CONTEXTUALIZED_EMBEDDINGS -> {
                final ContextualizedParameters parameters =
                        ContextualizedParameters.read(flowFile.getAttributes()).withTextPath(output.textPath());
                downloader.download(download, location, new ContextualizedHandler(parameters, output), CacheFill.NONE);
            }
            default -> {
                final RankingParameters parameters = RankingParameters.read(
                        flowFile.getAttributes(), ResultProperties.documentsFile(context, flowFile));
                final List<TextPart> shared = ResultProperties.joinsRecords(context, flowFile)
                        ? RerankProperties.shared(parameters, ResultProperties.reader(context), getLogger())
                        : List.of();
                downloader.download(download, location, new RankingHandler(parameters, shared, output), CacheFill.NONE);
            }
        }
    }

    private void routeRejected(
            final ProcessContext context,
            final ProcessSession session,
            final Download download,
            final VoyageException rejection) {
        final String code = ErrorAttributes.code(rejection);
        if (!rejection.isRetryable()) {
            router.fail(session, download, code, rejection);
            return;
        }

        if (rejection.isRateLimited()) {
            rateLimit.observe(rejection);
            context.yield();
        }
        router.retry(session, download, code, rejection);
    }

    private static CacheFill cacheFill(
            final ProcessContext context, final EmbeddingParameters parameters, final long vectors) {
        return ResultProperties.fillsCache(context)
                ? new CacheFill(EmbeddingCacheProperty.cache(context).orElse(null), parameters, vectors)
                : CacheFill.NONE;
    }
}
