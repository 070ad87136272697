/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.ModelValidation;
import dev.nifivoyage.processors.model.UsagePrice;
import dev.nifivoyage.processors.multimodal.ContentListReader;
import dev.nifivoyage.processors.multimodal.ContentStrategy;
import dev.nifivoyage.processors.multimodal.FlowFileReader;
import dev.nifivoyage.processors.multimodal.TextAndMediaReader;
import dev.nifivoyage.processors.property.CostLimit;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.MultimodalSender;
import dev.nifivoyage.processors.realtime.input.OversizedImages;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.realtime.input.RequestSender;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.service.api.MultimodalEmbeddingsRequest;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
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
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@Tags({
    "voyage",
    "ai",
    "embeddings",
    "multimodal",
    "image",
    "video",
    "picture",
    "real time",
    "vector",
    "text",
    "record",
    "rag",
    "cache"
})
@CapabilityDescription(
        "Embeds images, videos, and texts with Voyage AI in real time, in one vector space: those of each record, or the FlowFile as one image, video, or text. "
                + "With a cache, only what was not embedded before is sent and paid for.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "mime.type",
            description =
                    "Without a Record Reader, a FlowFile with a type of text is embedded as text; other types must agree with the bytes of the image or video"),
    @ReadsAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed for earlier attempts, set on FlowFiles from retry"),
    @ReadsAttribute(
            attribute = "voyage.usage.pixels.earlier",
            description = "Pixels billed for earlier attempts, set on FlowFiles from retry"),
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
            description = "Whether inputs over the context length are truncated"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the cached vectors"),
    @WritesAttribute(
            attribute = "voyage.embedding.content.key",
            description = "Content key of the vector; set without a Record Reader"),
    @WritesAttribute(
            attribute = "voyage.records.embedded",
            description = "Number of records with a vector; a FlowFile without records counts as one record"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Number of records that Voyage rejected or that have nothing that can be embedded"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description = "Tokens of texts billed for the FlowFile, including earlier attempts"),
    @WritesAttribute(
            attribute = "voyage.usage.pixels",
            description = "Pixels of images and videos billed for the FlowFile, including earlier attempts"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed so far, for FlowFiles routed to retry"),
    @WritesAttribute(
            attribute = "voyage.usage.pixels.earlier",
            description = "Pixels billed so far, for FlowFiles routed to retry"),
    @WritesAttribute(attribute = "voyage.cache.hits", description = "Number of inputs whose vector was in the cache"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "Tokens not billed because their vectors were in the cache"),
    @WritesAttribute(
            attribute = "voyage.cache.pixels.saved",
            description =
                    "Pixels of images not billed because their vectors were in the cache; without videos and URLs, whose pixels are not known"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.real.time.usd",
            description = "Estimated cost in US dollars, for FlowFiles routed to over budget"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description =
                    "Cost of the billed tokens and pixels in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.saved.usd",
            description = "Cost in US dollars of the tokens and pixels saved by the cache"),
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
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.realtime.Rerank",
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description =
                "Embed images that arrive as FlowFiles, such as scans or screenshots, and pay for each image once",
        keywords = {"voyage", "embeddings", "image", "multimodal", "cache"},
        configuration = """
        Set "Voyage Client Service" and "Embedding Cache Service". Leave "Record Reader" empty: the FlowFile is the image.
        The content of "success" is the vector, by default as a JSON array; the image is available in "original".
        Set "Oversized Images" to Scale Down if images may have more than 16 million pixels or 20 MB, and raise "Maximum File Size" for the latter.
        """)
@UseCase(
        description = "Embed records with texts and images, such as products or slides, in one vector each",
        keywords = {"voyage", "embeddings", "image", "multimodal", "record"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader" and "Record Writer".
        Set "Text Record Path" to the text and "Media Record Path" to the image: Base64, a data URL, bytes, or a URL that Voyage downloads.
        For other sequences, set "Content Strategy" to Content List.
        """)
@UseCase(
        description = "Embed a search query in words to find images",
        keywords = {"voyage", "embeddings", "query", "search", "image"},
        configuration = """
        Set "Voyage Client Service" and the model and dimension of the images. Set "Input Type" to query.
        Leave "Record Reader" empty, and set the attribute "mime.type" of the FlowFile to text/plain.
        The content of "success" is the vector, by default as a JSON array.
        """)
public class CreateMultimodalEmbedding extends AbstractCreateEmbedding {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Specifies the Controller Service to use for reading records. If not set, the FlowFile is one image or video, or one text if its mime.type is one of text, "
                            + "and the content of success is its vector.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
            .build();

    static final PropertyDescriptor CONTENT_STRATEGY = new PropertyDescriptor.Builder()
            .name("Content Strategy")
            .description("Specifies where the texts, images, and videos of a record are")
            .dependsOn(RECORD_READER)
            .required(true)
            .allowableValues(ContentStrategy.class)
            .defaultValue(ContentStrategy.TEXT_AND_MEDIA)
            .build();

    static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "A RecordPath that points to the text. Records may have no text if they have an image or video.")
            .dependsOn(CONTENT_STRATEGY, ContentStrategy.TEXT_AND_MEDIA)
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor MEDIA_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Media Record Path")
            .description(
                    "A RecordPath that points to an image or video, to several of them, or to an array of them: Base64, a data URL, bytes, or a URL with http or https that Voyage downloads. "
                            + "A URL is that of an image; for that of a video, use a content list. Records may have none if they have a text.")
            .dependsOn(CONTENT_STRATEGY, ContentStrategy.TEXT_AND_MEDIA)
            .required(true)
            .defaultValue("/image")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor CONTENT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Content Record Path")
            .description(
                    "A RecordPath that points to an array of texts, images, and videos. Each element is a text, or a record with one of the fields text, image_base64, image_url, video_base64, "
                            + "and video_url, and optionally type with the name of that field.")
            .dependsOn(CONTENT_STRATEGY, ContentStrategy.CONTENT_LIST)
            .required(true)
            .defaultValue("/content")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor EMBEDDINGS_MODEL = new PropertyDescriptor.Builder()
            .name("Embeddings Model")
            .description(
                    "Specifies the multimodal model. Vectors of different models cannot be compared, and videos require voyage-multimodal-3.5.")
            .required(true)
            .defaultValue("voyage-multimodal-3.5")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor TRUNCATION = new PropertyDescriptor.Builder()
            .name("Truncation")
            .description(
                    "Specifies whether inputs over the context length of the model are truncated: Voyage then drops whole images without saying so. "
                            + "Otherwise Voyage rejects such inputs, and their records are routed to rejected.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    static final PropertyDescriptor OVERSIZED_IMAGES = new PropertyDescriptor.Builder()
            .name("Oversized Images")
            .description(
                    "Specifies what happens to images of more than 16 million pixels or 20 MB, which Voyage does not accept. "
                            + "To scale down images of more than 20 MB without a Record Reader, raise Maximum File Size as well.")
            .required(true)
            .allowableValues(OversizedImages.class)
            .defaultValue(OversizedImages.REJECT)
            .build();

    static final PropertyDescriptor MAXIMUM_INPUTS = new PropertyDescriptor.Builder()
            .name("Maximum Inputs per Request")
            .description(
                    "Maximum number of distinct inputs per request. Voyage accepts 1,000, but a request also stays below its token limit and Maximum Request Size.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue(Integer.toString(MultimodalEmbeddingsRequest.MAXIMUM_INPUTS))
            .addValidator(StandardValidators.createLongValidator(1, MultimodalEmbeddingsRequest.MAXIMUM_INPUTS, true))
            .build();

    static final PropertyDescriptor MAXIMUM_REQUEST_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Request Size")
            .description(
                    "Maximum size of the texts, images, and videos of a request, before their Base64. One input may exceed it. About three times as much heap is needed per concurrent task.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("32 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, 1024L * 1024 * 1024))
            .build();

    static final PropertyDescriptor MAXIMUM_FILE_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum File Size")
            .description(
                    "Maximum size of a FlowFile without a Record Reader. Larger FlowFiles are routed to rejected, and are not read.")
            .required(true)
            .defaultValue("20 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, 256L * 1024 * 1024))
            .build();

    static final PropertyDescriptor MAXIMUM_COST = new PropertyDescriptor.Builder()
            .name("Maximum Cost")
            .description(
                    "Specifies the maximum cost, in US dollars, of a FlowFile. A FlowFile with a higher estimate is routed to over budget, and nothing is sent. "
                            + "The estimate leaves out what is in the cache. It counts one token for every three bytes of text, the pixels of images, "
                            + "and for videos and URLs the most pixels that are possible. "
                            + "Records are read twice. With 0, every FlowFile that costs anything is routed to over budget with its estimate: a dry run.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(CostLimit::validate)
            .build();

    static final PropertyDescriptor PIXEL_PRICE = new PropertyDescriptor.Builder()
            .name("Price per Billion Pixels")
            .description(
                    "Price of the model for images and videos in US dollars, from which costs are calculated. If not set, the list price known to this version is used.")
            .required(false)
            .addValidator(PriceProperty::validatePrice)
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            RECORD_READER,
            RECORD_WRITER,
            CONTENT_STRATEGY,
            TEXT_RECORD_PATH,
            MEDIA_RECORD_PATH,
            CONTENT_RECORD_PATH,
            EMBEDDING_RECORD_PATH,
            VECTOR_FORMAT,
            VectorColumns.MODEL_RECORD_PATH,
            VectorColumns.DIMENSION_RECORD_PATH,
            VectorColumns.INPUT_TYPE_RECORD_PATH,
            VectorColumns.CONTENT_KEY_RECORD_PATH,
            VectorColumns.TOKENS_RECORD_PATH,
            EMBEDDINGS_MODEL,
            EmbeddingProperties.INPUT_TYPE,
            EmbeddingProperties.DIMENSIONS,
            EmbeddingProperties.DATA_TYPE,
            TRUNCATION,
            EmbeddingProperties.NAMESPACE,
            OVERSIZED_IMAGES,
            MAXIMUM_INPUTS,
            MAXIMUM_REQUEST_SIZE,
            MAXIMUM_FILE_SIZE,
            MAXIMUM_COST,
            PriceProperty.PRICE,
            PIXEL_PRICE);

    private static final Set<Relationship> RELATIONSHIPS_WITH_BUDGET =
            Set.of(SUCCESS, REJECTED, ORIGINAL, OVER_BUDGET, RETRY, FAILURE);

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS_WITH_BUDGET;
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        final EmbeddingParameters parameters = parameters(context);
        ModelValidation.requireMultimodal(EMBEDDINGS_MODEL.getName(), parameters.model())
                .ifPresent(results::add);
        results.addAll(ModelValidation.validate(parameters.model(), parameters.dimension(), parameters.dataType()));
        results.addAll(VectorColumns.validate(context, EMBEDDING_RECORD_PATH));
        if (CostLimit.evaluate(context, MAXIMUM_COST, value -> value.evaluateAttributeExpressions(Map.of()))
                        .isPresent()
                && price(context, parameters).cost(new BilledUsage(1, 1)).isEmpty()) {
            results.add(new ValidationResult.Builder()
                    .subject(PIXEL_PRICE.getName())
                    .valid(false)
                    .explanation("The price of [%s] is unknown in this version, and %s cannot be enforced without it"
                            .formatted(parameters.model(), MAXIMUM_COST.getName()))
                    .build());
        }
        return results;
    }

    private static boolean readsTextAndMedia(final PropertyContext context) {
        return context.getProperty(RECORD_READER).isSet()
                && context.getProperty(CONTENT_STRATEGY).asAllowableValue(ContentStrategy.class)
                        == ContentStrategy.TEXT_AND_MEDIA;
    }

    private static EmbeddingParameters parameters(final PropertyContext context) {
        return EmbeddingProperties.parameters(context, EMBEDDINGS_MODEL, TRUNCATION);
    }

    @Override
    EmbeddingOptions options(final ProcessContext context) {
        final EmbeddingParameters parameters = parameters(context);
        return EmbeddingOptions.of(context, RealTimeEndpoint.MULTIMODAL, parameters, price(context, parameters));
    }

    private static UsagePrice price(final PropertyContext context, final EmbeddingParameters parameters) {
        return new UsagePrice(
                parameters.model(), PriceProperty.price(context), PriceProperty.price(context, PIXEL_PRICE));
    }

    @Override
    RequestSender sender(final ProcessContext context, final EmbeddingOptions resolved) {
        return new MultimodalSender(
                resolved.client().orElseThrow(),
                resolved.parameters(),
                context.getProperty(OVERSIZED_IMAGES).asAllowableValue(OversizedImages.class),
                maximumBytes(context));
    }

    @Override
    Optional<BigDecimal> maximumCost(final ProcessContext context, final FlowFile flowFile)
            throws InvalidCostException {
        final Optional<String> maximum =
                CostLimit.evaluate(context, MAXIMUM_COST, value -> value.evaluateAttributeExpressions(flowFile));
        try {
            return maximum.map(amount -> CostLimit.parse(MAXIMUM_COST, amount));
        } catch (final IllegalArgumentException e) {
            throw new InvalidCostException(e.getMessage());
        }
    }

    @Override
    RequestLimits limits(final ProcessContext context) {
        return RequestLimits.of(
                context.getProperty(EMBEDDINGS_MODEL).getValue(),
                context.getProperty(MAXIMUM_INPUTS).asInteger(),
                maximumBytes(context));
    }

    private static long maximumBytes(final PropertyContext context) {
        // NiFi rejects reading properties whose dependencies are not satisfied
        return context.getProperty(RECORD_READER).isSet()
                ? context.getProperty(MAXIMUM_REQUEST_SIZE)
                        .asDataSize(DataUnit.B)
                        .longValue()
                : Long.MAX_VALUE;
    }

    @Override
    InputReader inputs(final ProcessContext context) {
        return readsTextAndMedia(context)
                ? new TextAndMediaReader(
                        context.getProperty(TEXT_RECORD_PATH).getValue(),
                        context.getProperty(MEDIA_RECORD_PATH).getValue())
                : new ContentListReader(context.getProperty(CONTENT_RECORD_PATH).getValue());
    }

    @Override
    RecordInput content(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        return new FlowFileReader(context.getProperty(MAXIMUM_FILE_SIZE)
                        .asDataSize(DataUnit.B)
                        .intValue())
                .read(session, flowFile);
    }

    @Override
    Map<String, String> pathAttributes(final ProcessContext context) {
        return Map.of();
    }

    @Override
    List<SampleCheck> checks(final ProcessContext context, final EmbeddingOptions verified) {
        if (!context.getProperty(RECORD_READER).isSet()) {
            return List.of(new MediaCheck(verified.price()));
        }

        final List<SampleCheck> checks = new ArrayList<>(targetChecks(context));
        checks.add(new InputCheck(inputs(context), limits(context), verified.price()));
        return checks;
    }
}
