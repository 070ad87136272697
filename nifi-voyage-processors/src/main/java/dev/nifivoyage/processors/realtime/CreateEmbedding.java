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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RoutedRecords;
import dev.nifivoyage.processors.record.TextRecordPath;
import dev.nifivoyage.processors.record.VectorFormat;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
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
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "embeddings", "real time", "vector", "text", "record", "rag", "cache"})
@CapabilityDescription(
        "Embeds texts with Voyage AI in real time: the text of each record, or the FlowFile as one text. With a cache, only texts that were never embedded are sent and paid.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Set on FlowFiles from retry: tokens already billed for them"),
    @ReadsAttribute(
            attribute = "fragment.count",
            description =
                    "When greater than 1, success is given a FlowFile even if it has no record, so that a later merge is complete")
})
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records; set with a Record Reader"),
    @WritesAttribute(
            attribute = "mime.type",
            description = "Set by the Record Writer, or by the Vector Format of a FlowFile that is one text"),
    @WritesAttribute(attribute = "voyage.embedding.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.embedding.input.type",
            description = "Requested input type: document, query or none"),
    @WritesAttribute(
            attribute = "voyage.embedding.dimension",
            description = "Requested dimension; empty for the model's default"),
    @WritesAttribute(attribute = "voyage.embedding.data.type", description = "Requested data type"),
    @WritesAttribute(attribute = "voyage.embedding.truncation", description = "Whether too long texts are cut"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the keys"),
    @WritesAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "Where the texts stand; set with a Record Reader"),
    @WritesAttribute(
            attribute = "voyage.records.embedded",
            description = "Records that got a vector; a FlowFile that is one text counts as one"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Records that Voyage refused, or that had no usable text"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description = "Tokens that Voyage bills for the FlowFile, with those of earlier tries"),
    @WritesAttribute(attribute = "voyage.usage.tokens.earlier", description = "On retry: tokens already billed"),
    @WritesAttribute(attribute = "voyage.cache.hits", description = "Texts whose vector was in the cache"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "Tokens that were not billed because of that"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description = "Price of the billed tokens in US dollars; not set when the price of the model is unknown"),
    @WritesAttribute(attribute = "voyage.cost.saved.usd", description = "Price of the tokens that the cache saved"),
    @WritesAttribute(
            attribute = "error.code",
            description =
                    "On retry and failure, and on errors without a Record Reader: HTTP status, or a word for what was wrong"),
    @WritesAttribute(
            attribute = "error.message",
            description = "On retry and failure, and on errors without a Record Reader: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.realtime.Rerank",
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description = "Embed records as they arrive, and pay each text once",
        keywords = {"voyage", "embeddings", "cache", "real time"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader" and "Record Writer".
        Set "Text Record Path" to where a record has its text, and "Embeddings Model" to the model.
        Connect "success" to the next step, and "retry" to CreateEmbedding itself.
        """)
@UseCase(
        description = "Embed a search query, the content of a FlowFile, and send its vector to a vector database",
        keywords = {"voyage", "embeddings", "query", "search", "rag"},
        configuration = """
        Set "Voyage Client Service". Leave "Record Reader" empty: the FlowFile is the text.
        Set "Input Type" to query, and "Embeddings Model" to the model of the documents or one that can be compared with it.
        The content of "success" is the vector, by default as a JSON array.
        """)
public class CreateEmbedding extends StoppableProcessor {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Reads the records. When not set, the FlowFile is one text in UTF-8, and the content of success is its vector.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Writes the records. A schema given to the writer must have the field at Embedding Record Path.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(RECORD_READER)
            .required(true)
            .build();

    static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "Path to the text of a record. Records where it is missing, blank, a record, an array or more than one value are not sent, and go to rejected. "
                            + "A number or boolean is the text that the file has for it.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor EMBEDDING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Embedding Record Path")
            .description(
                    "Path to the field that gets the vector. It is added when it is not there; its parent must be there. A record without it is not sent, and goes to rejected as no_place.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/embedding")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor VECTOR_FORMAT = new PropertyDescriptor.Builder()
            .name("Vector Format")
            .description(
                    "How the vector stands in the record, or in the content of success when there is no Record Reader")
            .required(true)
            .allowableValues(VectorFormat.class)
            .defaultValue(VectorFormat.NUMBERS)
            .build();

    static final PropertyDescriptor MAXIMUM_TEXTS = new PropertyDescriptor.Builder()
            .name("Maximum Texts per Request")
            .description(
                    "Most distinct texts that are sent at once. Voyage takes 1,000, and fewer when they are long: a request is also kept below the model's limit of tokens. "
                            + "Up to four times as many records are held.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue(Integer.toString(EmbeddingsRequest.MAXIMUM_TEXTS))
            .addValidator(StandardValidators.createLongValidator(1, EmbeddingsRequest.MAXIMUM_TEXTS, true))
            .build();

    static final PropertyDescriptor MAXIMUM_TEXT_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Text Size")
            .description(
                    "Largest FlowFile that is taken for one text, when there is no Record Reader. Larger ones go to rejected.")
            .required(true)
            .defaultValue("1 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, 100L * 1024 * 1024))
            .build();

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The records with their vectors, or the vector of a FlowFile that is one text")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "The records that Voyage refused and those without a usable text or a place for the vector, each with a field named error that holds code and message; "
                            + "without a Record Reader the FlowFile itself, with both in its attributes")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The incoming FlowFile, with the counts and the cost in its attributes")
            .autoTerminateDefault(true)
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "Voyage was not reached, is overloaded or asks to wait. To be led back to this processor; with a cache, what is paid already is not paid again.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "Trying again will not help: the content cannot be read, or Voyage refuses the request or the API key")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            RECORD_READER,
            RECORD_WRITER,
            TEXT_RECORD_PATH,
            EMBEDDING_RECORD_PATH,
            VECTOR_FORMAT,
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

    /** What an earlier processor counted, and what does not hold for these vectors. */
    private static final Pattern OF_AN_EARLIER_PROCESSOR =
            Pattern.compile("voyage\\.(batch(?!\\.submission\\.count$)|records|usage|cost|cache|embedding)\\..*");

    private final PaidVectors paid = new PaidVectors();
    private volatile RateLimit gate;

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
        return EmbeddingProperties.validate(context);
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        if (EmbeddingCacheProperty.cache(context).isEmpty()) {
            RelationshipRetry.reject(
                    context,
                    RELATIONSHIPS,
                    "without an Embedding Cache Service Voyage would bill its texts again each time");
        }
        gate = new RateLimit();
        paid.startWith(VoyageClientProperty.client(context).getBaseUri());
        ModelRetirement.warn(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(), getLogger());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isLimitReached()) {
            // the FlowFiles stay in the queue
            context.yield();
            return;
        }

        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final RealTimeUsage usage = new RealTimeUsage(context, flowFile);
        final VectorLookup vectors = lookup(context, EmbeddingProperties.parameters(context));
        boolean done = false;
        try {
            if (context.getProperty(RECORD_READER).isSet()) {
                final RoutedRecords records = embedRecords(context, session, flowFile, vectors, usage.usage());
                transfer(context, session, flowFile, records, usage);
            } else {
                embedText(context, session, flowFile, vectors, usage);
            }
            done = true;
        } catch (final VoyageException e) {
            transferRejected(context, session, flowFile, usage, e);
        } catch (final IOException e) {
            getLogger().error("The content of {} could not be embedded", flowFile, e);
            transferFailure(session, flowFile, usage, ErrorAttributes.of(ContentException.code(e), e.getMessage()));
        }
        countBilled(session, usage);
        if (done) {
            // a commit that fails pays nothing again
            session.commitAsync(vectors::forget);
        }
    }

    private VectorLookup lookup(final ProcessContext context, final EmbeddingParameters parameters) {
        final TextEmbedder embedder = new TextEmbedder(VoyageClientProperty.client(context), parameters, gate);
        return new VectorLookup(
                EmbeddingCacheProperty.cache(context).orElse(null), paid, embedder, parameters, getLogger());
    }

    private RoutedRecords embedRecords(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VectorLookup vectors,
            final Usage usage)
            throws IOException {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final VectorFormat vectorFormat = context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class);
        final RecordEmbedder recordEmbedding = new RecordEmbedder(
                vectors,
                usage,
                RequestLimits.of(
                        parameters.model(), context.getProperty(MAXIMUM_TEXTS).asInteger()),
                RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters),
                new TextRecordPath(context.getProperty(TEXT_RECORD_PATH).getValue()),
                new EmbeddingRecordPath(
                        context.getProperty(EMBEDDING_RECORD_PATH).getValue(), vectorFormat, parameters.dataType()));
        final RecordReaderFactory readerFactory =
                context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
        final RecordSetWriterFactory writerFactory =
                context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
        return recordEmbedding.embed(session, flowFile, readerFactory, writerFactory, getLogger());
    }

    private void embedText(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VectorLookup vectors,
            final RealTimeUsage usage)
            throws IOException {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final FlowFileText text = FlowFileText.read(
                session,
                flowFile,
                context.getProperty(MAXIMUM_TEXT_SIZE).asDataSize(DataUnit.B).intValue());
        RecordError error = text.error();
        if (error == null) {
            final RequestKey key = RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters)
                    .of(text.text());
            final TextOutcomes outcomes = vectors.find(Map.of(key, text.text()), usage.usage());
            error = outcomes.error(key);
            if (error == null) {
                final FlowFile embedded = writeVector(
                        context, session, flowFile, outcomes.embedding(key).embedding());
                transfer(
                        context,
                        session,
                        flowFile,
                        new RoutedRecords(List.of(embedded), List.of(), List.of(), 1, 0, 0, null),
                        usage);
                return;
            }
        }

        final FlowFile failed =
                session.putAllAttributes(session.clone(flowFile), ErrorAttributes.of(error.code(), error.message()));
        transfer(
                context,
                session,
                flowFile,
                new RoutedRecords(
                        List.of(),
                        List.of(failed),
                        List.of(),
                        0,
                        1,
                        0,
                        "The text is refused, and goes to rejected: %s".formatted(error.message())),
                usage);
    }

    private static FlowFile writeVector(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final Embedding embedding)
            throws IOException {
        final VectorContent content =
                VectorContent.of(embedding, context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class));
        final FlowFile embedded = session.write(session.create(flowFile), output -> output.write(content.bytes()));
        return session.putAttribute(embedded, CoreAttributes.MIME_TYPE.key(), content.mimeType());
    }

    private void transfer(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final RoutedRecords records,
            final RealTimeUsage usage) {
        final Map<String, String> attributes =
                new HashMap<>(EmbeddingAttributes.of(EmbeddingProperties.parameters(context)));
        if (context.getProperty(RECORD_READER).isSet()) {
            attributes.put(
                    VoyageAttributes.TEXT_RECORD_PATH,
                    context.getProperty(TEXT_RECORD_PATH).getValue());
        }
        attributes.put(VoyageAttributes.RECORDS_EMBEDDED, Long.toString(records.succeeded()));
        attributes.put(VoyageAttributes.RECORDS_FAILED, Long.toString(records.failed()));
        attributes.putAll(usage.attributes());

        for (final FlowFile next : records.success()) {
            final FlowFile embedded = session.removeAllAttributes(
                    session.removeAllAttributes(next, OF_AN_EARLIER_PROCESSOR), ErrorAttributes.NAMES);
            session.transfer(session.putAllAttributes(embedded, attributes), SUCCESS);
        }
        if (records.summary() != null) {
            getLogger().warn("{}: {}", flowFile, records.summary());
        }
        for (final FlowFile next : records.rejected()) {
            final FlowFile failed = context.getProperty(RECORD_READER).isSet()
                    ? session.removeAllAttributes(next, ErrorAttributes.NAMES)
                    : next;
            session.transfer(
                    session.putAllAttributes(session.removeAllAttributes(failed, OF_AN_EARLIER_PROCESSOR), attributes),
                    REJECTED);
        }
        final FlowFile cleared = session.removeAllAttributes(
                session.removeAllAttributes(flowFile, OF_AN_EARLIER_PROCESSOR), ErrorAttributes.NAMES);
        final FlowFile original = session.putAllAttributes(cleared, attributes);
        session.transfer(original, ORIGINAL);

        Counter.CACHE_HITS.add(session, usage.usage().hits());
        Counter.TOKENS_SAVED.add(session, usage.tokensSaved());
        usage.cost().ifPresent(cost -> Counter.COST_SAVED_MICRO_USD.add(session, cost.savedMicros()));
        Counter.RECORDS_EMBEDDED.add(session, records.succeeded());
        Counter.RECORDS_REJECTED.add(session, records.failed());
        usage.reportTry(session, original);
    }

    // each try, whatever becomes of the FlowFile
    private static void countBilled(final ProcessSession session, final RealTimeUsage usage) {
        Counter.REQUESTS_SENT.add(session, usage.usage().requests());
        Counter.REQUESTS_OVER_TOKEN_LIMIT.add(session, usage.usage().tooLarge());
        usage.countTry(session);
    }

    private void transferRejected(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            getLogger().error("The texts of {} could not be embedded", flowFile, rejection);
            transferFailure(session, flowFile, usage, ErrorAttributes.of(rejection));
            return;
        }

        getLogger().warn("The texts of {} could not be embedded now", flowFile, rejection);
        if (rejection.isRateLimited()) {
            context.yield();
        }
        final Map<String, String> attributes = new HashMap<>(ErrorAttributes.of(rejection));
        attributes.put(VoyageAttributes.EARLIER_TOKENS, Long.toString(usage.tokens()));
        session.transfer(session.penalize(session.putAllAttributes(flowFile, attributes)), RETRY);
    }

    private static void transferFailure(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final Map<String, String> error) {
        final Map<String, String> attributes = new HashMap<>(usage.attributes());
        attributes.putAll(error);
        final FlowFile failed = session.removeAttribute(flowFile, VoyageAttributes.EARLIER_TOKENS);
        session.transfer(session.putAllAttributes(failed, attributes), FAILURE);
    }
}
