/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.OutdatedAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.record.path.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.path.FlowFileText;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.request.TextRequestExtractor;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.processors.response.VectorWriter;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
import dev.nifivoyage.processors.verification.ModelVerifier;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.TargetCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "embeddings", "real time", "vector", "text", "record", "rag", "cache"})
@CapabilityDescription(
        "Embeds texts with Voyage AI in real time: the text of each record, or the FlowFile as one text. "
                + "With a cache, only texts that were not embedded before are sent and paid for.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed for earlier attempts, set on FlowFiles from retry"),
    @ReadsAttribute(
            attribute = "fragment.count",
            description =
                    "If greater than 1, a FlowFile is routed to success even if it has no records, so that a later merge is complete")
})
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records; set with a Record Reader"),
    @WritesAttribute(
            attribute = "mime.type",
            description = "Set by the Record Writer, or according to Vector Format without a Record Reader"),
    @WritesAttribute(attribute = "voyage.embedding.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.embedding.input.type",
            description = "Requested input type: document, query, or none"),
    @WritesAttribute(
            attribute = "voyage.embedding.dimension",
            description = "Requested dimension; empty for the default of the model"),
    @WritesAttribute(attribute = "voyage.embedding.data.type", description = "Requested data type"),
    @WritesAttribute(
            attribute = "voyage.embedding.truncation",
            description = "Whether texts over the context length are truncated"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the cached vectors"),
    @WritesAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "RecordPath of the texts; set with a Record Reader"),
    @WritesAttribute(
            attribute = "voyage.records.embedded",
            description = "Number of records with a vector; a FlowFile that is one text counts as one record"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Number of records that Voyage rejected or that have no usable text"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description = "Tokens billed for the FlowFile, including earlier attempts"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed so far, for FlowFiles routed to retry"),
    @WritesAttribute(attribute = "voyage.cache.hits", description = "Number of texts whose vector was in the cache"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "Tokens not billed because their vectors were in the cache"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description = "Cost of the billed tokens in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.saved.usd",
            description = "Cost in US dollars of the tokens saved by the cache"),
    @WritesAttribute(
            attribute = "error.code",
            description =
                    "HTTP status or error code, for FlowFiles routed to retry or failure, and to rejected without a Record Reader"),
    @WritesAttribute(
            attribute = "error.message",
            description =
                    "Description of the error, for FlowFiles routed to retry or failure, and to rejected without a Record Reader")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.chunk.ChunkText",
            "dev.nifivoyage.processors.realtime.Rerank",
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description = "Embed records as they arrive, and pay for each text once",
        keywords = {"voyage", "embeddings", "cache", "real time"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader" and "Record Writer".
        Set "Text Record Path" to the text of a record, and "Embeddings Model" to the model.
        Connect "success" to the next step, and "retry" to CreateEmbedding itself.
        """)
@UseCase(
        description = "Embed a search query, the content of a FlowFile, and send its vector to a vector database",
        keywords = {"voyage", "embeddings", "query", "search", "rag"},
        configuration = """
        Set "Voyage Client Service". Leave "Record Reader" empty: the FlowFile is the text.
        Set "Input Type" to query, and "Embeddings Model" to the model of the documents or a comparable model.
        The content of "success" is the vector, by default as a JSON array.
        """)
public class CreateEmbedding extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Specifies the Controller Service to use for reading records. If not set, the FlowFile is one text in UTF-8, and the content of success is its vector.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Controller Service to use for writing records. If the writer has its own schema, it must contain the field at Embedding Record Path.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(RECORD_READER)
            .required(true)
            .build();

    static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description("A RecordPath that points to the text. Records whose text is missing, blank, "
                    + "a record, an array, or more than one value are not sent, and are routed to rejected. "
                    + "Numbers and booleans are sent as they are written in the content.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor EMBEDDING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Embedding Record Path")
            .description(
                    "A RecordPath that points to the field for the vector. A missing field is added, but its parent must exist. "
                            + "Records without it are not sent, and are routed to rejected with the error code missing_target.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/embedding")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor VECTOR_FORMAT = new PropertyDescriptor.Builder()
            .name("Vector Format")
            .description(
                    "Specifies the format of the vector in the record, or in the content of success without a Record Reader")
            .required(true)
            .allowableValues(VectorFormat.class)
            .defaultValue(VectorFormat.NUMBERS)
            .build();

    static final PropertyDescriptor MAXIMUM_TEXTS = new PropertyDescriptor.Builder()
            .name("Maximum Texts per Request")
            .description(
                    "Maximum number of distinct texts per request. Voyage accepts 1,000, but a request also stays below the token limit of the model. "
                            + "Up to four times as many records are held in memory.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue(Integer.toString(EmbeddingsRequest.MAXIMUM_TEXTS))
            .addValidator(StandardValidators.createLongValidator(1, EmbeddingsRequest.MAXIMUM_TEXTS, true))
            .build();

    static final PropertyDescriptor MAXIMUM_TEXT_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Text Size")
            .description(
                    "Maximum size of a FlowFile that is one text, without a Record Reader. Larger FlowFiles are routed to rejected.")
            .required(true)
            .defaultValue("1 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, 100L * 1024 * 1024))
            .build();

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "Records with their vectors, or the vector of a FlowFile that is one text, are routed to this relationship")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description("Records that Voyage rejected, or that have no usable text or no place for the vector, "
                    + "are routed to this relationship, each with a field named error that contains code and message. "
                    + "Without a Record Reader, the FlowFile itself is routed here with both in its attributes.")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description(
                    "The incoming FlowFile is routed to this relationship, with the counts and the cost in its attributes")
            .autoTerminateDefault(true)
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "FlowFiles are routed to this relationship if Voyage is unreachable, overloaded, or limits the rate. "
                            + "Route back to this processor; with a cache, texts that were paid for are not billed again.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles that cannot be processed by retrying are routed to this relationship: the content cannot be read, or Voyage rejects the request or the API key")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            RECORD_READER,
            RECORD_WRITER,
            TEXT_RECORD_PATH,
            EMBEDDING_RECORD_PATH,
            VECTOR_FORMAT,
            VectorColumns.MODEL_RECORD_PATH,
            VectorColumns.DIMENSION_RECORD_PATH,
            VectorColumns.INPUT_TYPE_RECORD_PATH,
            VectorColumns.CONTENT_KEY_RECORD_PATH,
            VectorColumns.TOKENS_RECORD_PATH,
            EmbeddingProperties.EMBEDDINGS_MODEL,
            EmbeddingProperties.INPUT_TYPE,
            EmbeddingProperties.DIMENSIONS,
            EmbeddingProperties.DATA_TYPE,
            EmbeddingProperties.TRUNCATION,
            EmbeddingProperties.NAMESPACE,
            MAXIMUM_TEXTS,
            MAXIMUM_TEXT_SIZE,
            PriceProperty.PRICE);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, REJECTED, ORIGINAL, RETRY, FAILURE);

    /** Counts of earlier processors, and attributes of other vectors. */
    private static final Pattern OUTDATED_ATTRIBUTES =
            OutdatedAttributes.of("batch", "records", "usage", "cost", "cache", "embedding");

    private final PaidVectors paid = new PaidVectors();
    private volatile RateLimit rateLimit;
    private volatile EmbeddingOptions options;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return Stream.concat(
                        EmbeddingProperties.validate(context).stream(),
                        VectorColumns.validate(context, EMBEDDING_RECORD_PATH).stream())
                .toList();
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        options = EmbeddingOptions.of(context, EmbeddingProperties.parameters(context));
        if (options.cache().isEmpty()) {
            RelationshipRetry.reject(
                    context,
                    RELATIONSHIPS,
                    "without an Embedding Cache Service Voyage would bill its texts again for each attempt");
        }
        rateLimit = new RateLimit();
        paid.startWith(VoyageClientProperty.client(context).getBaseUri());
        ModelRetirement.warn(options.parameters().model(), getLogger());
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final EmbeddingOptions verified = EmbeddingOptions.of(context, EmbeddingProperties.parameters(context));
        final boolean hasRecords = context.getProperty(RECORD_READER).isSet();
        final List<ConfigVerificationResult> results = new ArrayList<>();
        results.add(ModelVerifier.verify(verified.parameters()));
        results.add(ConnectionVerifier.verify(VoyageClientProperty.client(context), verificationLogger));
        results.addAll(new SampleVerifier(
                        hasRecords
                                ? context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class)
                                : null,
                        attributes,
                        verificationLogger)
                .verify(hasRecords ? recordChecks(context, verified) : List.of(new TextCheck(verified.estimate()))));
        return results;
    }

    private static List<SampleCheck> recordChecks(final ProcessContext context, final EmbeddingOptions verified) {
        final String textPath = context.getProperty(TEXT_RECORD_PATH).getValue();
        final List<SampleCheck> checks = new ArrayList<>();
        checks.add(ValueCheck.required(TEXT_RECORD_PATH, textPath));
        checks.add(new TargetCheck(
                EMBEDDING_RECORD_PATH,
                context.getProperty(EMBEDDING_RECORD_PATH).getValue()));
        VectorColumns.paths(context).forEach((property, path) -> checks.add(new TargetCheck(property, path)));
        checks.add(new RequestCheck(
                () -> new TextRequestExtractor(verified.parameters(), new TextRecordPath(textPath)),
                verified.estimate(context.getProperty(MAXIMUM_TEXTS).asInteger())));
        return checks;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (rateLimit.isLimitReached()) {
            // FlowFiles stay in the queue
            context.yield();
            return;
        }

        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final RealTimeUsage usage = new RealTimeUsage(options, flowFile);
        final VectorLookup lookup = new VectorLookup(
                options,
                paid,
                new TextEmbedder(options.client().orElseThrow(), options.parameters(), rateLimit),
                getLogger());
        boolean embedded = false;
        try {
            if (context.getProperty(RECORD_READER).isSet()) {
                embedRecords(context, session, flowFile, lookup, usage);
            } else {
                embedText(context, session, flowFile, lookup, usage);
            }
            embedded = true;
        } catch (final VoyageException e) {
            if (e.isRateLimited()) {
                context.yield();
            }
            transferRejected(session, flowFile, usage, e);
        } catch (final IOException e) {
            getLogger().error("Failed to embed the content of {}", flowFile, e);
            transferFailure(session, flowFile, usage, ErrorAttributes.of(ContentException.code(e), e.getMessage()));
        }
        Counter.REQUESTS_SENT.add(session, usage.usage().requests());
        Counter.REQUESTS_OVER_TOKEN_LIMIT.add(session, usage.usage().tooLarge());
        usage.countAttempt(session);
        if (embedded) {
            // only then, so that texts are not billed again if the commit fails
            session.commitAsync(lookup::forget);
        }
    }

    private void embedRecords(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VectorLookup lookup,
            final RealTimeUsage usage)
            throws IOException {
        final RequestLimits limits = RequestLimits.of(
                options.parameters().model(), context.getProperty(MAXIMUM_TEXTS).asInteger());
        final String textPath = context.getProperty(TEXT_RECORD_PATH).getValue();
        final RecordEmbedder embedder = new RecordEmbedder(
                new RealTimeVectors(lookup, limits, usage.usage()),
                limits,
                options.keys(),
                new TextRecordPath(textPath),
                new VectorWriter(
                        new EmbeddingRecordPath(
                                context.getProperty(EMBEDDING_RECORD_PATH).getValue(),
                                context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class),
                                options.parameters().dataType()),
                        VectorColumns.of(context),
                        options.parameters()));
        final RoutedRecords records = embedder.embed(new RecordRouting(
                session,
                flowFile,
                context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class),
                context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class),
                getLogger()));
        transfer(session, flowFile, records, usage, Map.of(VoyageAttributes.TEXT_RECORD_PATH, textPath));
    }

    private void embedText(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VectorLookup lookup,
            final RealTimeUsage usage)
            throws IOException {
        final int maximumBytes =
                context.getProperty(MAXIMUM_TEXT_SIZE).asDataSize(DataUnit.B).intValue();
        switch (FlowFileText.read(session, flowFile, maximumBytes, "split it with ChunkText")) {
            case FlowFileText.Unusable(final RecordError error) -> rejectText(session, flowFile, error, usage);
            case FlowFileText.Usable(final String text) -> {
                final RequestKey key = options.keys().of(text);
                final TextOutcomes outcomes = lookup.find(Map.of(key, text), usage.usage());
                if (outcomes.error(key) != null) {
                    rejectText(session, flowFile, outcomes.error(key), usage);
                    return;
                }
                final VectorContent content = VectorContent.of(
                        outcomes.embedding(key).embedding(),
                        context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class));
                final FlowFile embedded = session.putAttribute(
                        session.write(session.create(flowFile), output -> output.write(content.bytes())),
                        CoreAttributes.MIME_TYPE.key(),
                        content.mimeType());
                transfer(session, flowFile, RoutedRecords.ofText(embedded), usage, Map.of());
            }
        }
    }

    private void rejectText(
            final ProcessSession session, final FlowFile flowFile, final RecordError error, final RealTimeUsage usage) {
        transfer(session, flowFile, RoutedRecords.ofRejectedText(session, flowFile, error), usage, Map.of());
    }

    private void transfer(
            final ProcessSession session,
            final FlowFile flowFile,
            final RoutedRecords records,
            final RealTimeUsage usage,
            final Map<String, String> pathAttributes) {
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(options.parameters()));
        attributes.putAll(pathAttributes);
        attributes.put(VoyageAttributes.RECORDS_EMBEDDED, Long.toString(records.successCount()));
        attributes.put(VoyageAttributes.RECORDS_REJECTED, Long.toString(records.rejectedCount()));
        attributes.putAll(usage.attributes());

        for (final FlowFile next : records.success()) {
            session.transfer(session.putAllAttributes(cleared(session, next), attributes), SUCCESS);
        }
        if (records.summary() != null) {
            getLogger().warn("{}: {}", flowFile, records.summary());
        }
        for (final FlowFile next : records.rejected()) {
            // the error of a FlowFile that is one text is in its attributes
            final FlowFile rejected = pathAttributes.isEmpty()
                    ? session.removeAllAttributes(next, OUTDATED_ATTRIBUTES)
                    : cleared(session, next);
            session.transfer(session.putAllAttributes(rejected, attributes), REJECTED);
        }
        final FlowFile original = session.putAllAttributes(cleared(session, flowFile), attributes);
        session.transfer(original, ORIGINAL);

        Counter.CACHE_HITS.add(session, usage.usage().hits());
        Counter.TOKENS_SAVED.add(session, usage.tokensSaved());
        usage.cost().ifPresent(cost -> Counter.COST_SAVED_MICRO_USD.add(session, cost.savedMicros()));
        Counter.RECORDS_EMBEDDED.add(session, records.successCount());
        Counter.RECORDS_REJECTED.add(session, records.rejectedCount());
        usage.reportAttempt(session, original);
    }

    private static FlowFile cleared(final ProcessSession session, final FlowFile flowFile) {
        return ErrorAttributes.clear(session, session.removeAllAttributes(flowFile, OUTDATED_ATTRIBUTES));
    }

    private void transferRejected(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            getLogger().error("Failed to embed the texts of {}", flowFile, rejection);
            transferFailure(session, flowFile, usage, ErrorAttributes.of(rejection));
            return;
        }

        getLogger().warn("Failed to embed the texts of {}; it can be retried", flowFile, rejection);
        final FlowFile retried =
                usage.carryOver(session, session.putAllAttributes(flowFile, ErrorAttributes.of(rejection)));
        session.transfer(session.penalize(retried), RETRY);
    }

    private static void transferFailure(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final Map<String, String> error) {
        session.transfer(session.putAllAttributes(usage.settle(session, flowFile), error), FAILURE);
    }
}
