/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.realtime.input.RequestSender;
import dev.nifivoyage.processors.realtime.input.TextInput;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.FlowFileText;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.Utf8Text;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.request.TextRequestExtractor;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
            attribute = "voyage.embedding.content.key",
            description = "Content key of the vector; set without a Record Reader"),
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
            "dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding",
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
public class CreateEmbedding extends AbstractCreateEmbedding {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Specifies the Controller Service to use for reading records. If not set, the FlowFile is one text in UTF-8, and the content of success is its vector.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
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

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        return Stream.concat(
                        EmbeddingProperties.validate(context).stream(),
                        VectorColumns.validate(context, EMBEDDING_RECORD_PATH).stream())
                .toList();
    }

    @Override
    EmbeddingOptions options(final ProcessContext context) {
        return EmbeddingOptions.of(context, EmbeddingProperties.parameters(context));
    }

    @Override
    RequestSender sender(final ProcessContext context, final EmbeddingOptions resolved) {
        return resolved.sender();
    }

    @Override
    RequestLimits limits(final ProcessContext context) {
        return RequestLimits.of(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(),
                context.getProperty(MAXIMUM_TEXTS).asInteger());
    }

    @Override
    InputReader inputs(final ProcessContext context) {
        final TextRecordPath path =
                new TextRecordPath(context.getProperty(TEXT_RECORD_PATH).getValue());
        return record -> switch (path.read(record)) {
            case RecordText.Usable(final Utf8Text content) ->
                new RecordInput.Usable(new TextInput(content.text(), content.bytes().length));
            case RecordText.Unusable(final RecordError error) -> new RecordInput.Unusable(error);
        };
    }

    @Override
    RecordInput content(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final int maximumBytes =
                context.getProperty(MAXIMUM_TEXT_SIZE).asDataSize(DataUnit.B).intValue();
        return switch (FlowFileText.read(session, flowFile, maximumBytes, "split it with ChunkText")) {
            case FlowFileText.Usable(final String text) -> new RecordInput.Usable(TextInput.of(text));
            case FlowFileText.Unusable(final RecordError error) -> new RecordInput.Unusable(error);
        };
    }

    @Override
    Map<String, String> pathAttributes(final ProcessContext context) {
        return Map.of(
                VoyageAttributes.TEXT_RECORD_PATH,
                context.getProperty(TEXT_RECORD_PATH).getValue());
    }

    @Override
    List<SampleCheck> checks(final ProcessContext context, final EmbeddingOptions verified) {
        if (!context.getProperty(RECORD_READER).isSet()) {
            return List.of(new TextCheck(verified.estimate()));
        }

        final String textPath = context.getProperty(TEXT_RECORD_PATH).getValue();
        final List<SampleCheck> checks = new ArrayList<>();
        checks.add(ValueCheck.required(TEXT_RECORD_PATH, textPath));
        checks.addAll(targetChecks(context));
        checks.add(new RequestCheck(
                () -> new TextRequestExtractor(verified.parameters(), new TextRecordPath(textPath)),
                verified.estimate(context.getProperty(MAXIMUM_TEXTS).asInteger())));
        return checks;
    }
}
