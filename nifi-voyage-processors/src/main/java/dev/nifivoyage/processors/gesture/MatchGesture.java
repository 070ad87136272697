/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.gesture.match.GestureMatcher;
import dev.nifivoyage.processors.gesture.match.LibraryVerifier;
import dev.nifivoyage.processors.gesture.match.MatchInput;
import dev.nifivoyage.processors.gesture.match.MatchOptions;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import dev.nifivoyage.processors.gesture.match.UnknownStrategy;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.model.ModelValidation;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.multimodal.TextAndMediaReader;
import dev.nifivoyage.processors.pose.PoseCheck;
import dev.nifivoyage.processors.pose.PoseOptions;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.EmbeddingOptions;
import dev.nifivoyage.processors.realtime.PaidVectors;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.request.TextRequestExtractor;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
import dev.nifivoyage.processors.verification.ModelVerifier;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.TargetCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.Restricted;
import org.apache.nifi.annotation.behavior.Restriction;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnRemoved;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnStopped;
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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

@Restricted(
        restrictions = {
            @Restriction(
                    requiredPermission = RequiredPermission.READ_FILESYSTEM,
                    explanation = "Provides operator the ability to read from any file that NiFi has access to.")
        })
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "embeddings", "gesture", "pose", "label", "classify", "match", "similarity", "vector", "record"})
@CapabilityDescription("Matches texts, images, vectors, or poses against a library of labeled descriptions. "
        + "Adds the most similar labels with score, margin, and probability to each record, or marks it as unknown. "
        + "For streams, smooths the frames of each performer and detects transitions from one label to another.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.embedding.model",
            description =
                    "Model of the vectors in the records. If they cannot be compared with the library, the FlowFile is routed to failure."),
    @ReadsAttribute(
            attribute = "voyage.embedding.data.type",
            description =
                    "Data type of the vectors in the records. FlowFiles with a type other than float are routed to failure."),
    @ReadsAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed for earlier attempts, set on FlowFiles from retry"),
    @ReadsAttribute(
            attribute = "voyage.usage.pixels.earlier",
            description = "Pixels of images billed for earlier attempts, set on FlowFiles from retry"),
    @ReadsAttribute(
            attribute = "fragment.count",
            description =
                    "If greater than 1, a FlowFile is routed to success even if it has no records, so that a later merge is complete")
})
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.records.matched", description = "Number of records with a label"),
    @WritesAttribute(attribute = "voyage.records.unknown", description = "Number of records that match no label"),
    @WritesAttribute(attribute = "voyage.records.rejected", description = "Number of records that cannot be compared"),
    @WritesAttribute(
            attribute = "voyage.gesture.transitions",
            description = "Number of transitions of a performer to another label"),
    @WritesAttribute(
            attribute = "voyage.embedding.model",
            description = "Requested model, if texts were looked up or embedded and the attribute is not set"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description =
                    "Tokens billed for the FlowFile, including earlier attempts, and for the library if it was loaded for this FlowFile"),
    @WritesAttribute(
            attribute = "voyage.usage.pixels",
            description =
                    "Pixels of images billed for the FlowFile and for its library, like the tokens; set with a multimodal model"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed so far, for FlowFiles routed to retry"),
    @WritesAttribute(
            attribute = "voyage.usage.pixels.earlier",
            description = "Pixels billed so far, for FlowFiles routed to retry"),
    @WritesAttribute(
            attribute = "voyage.cache.pixels.saved",
            description =
                    "Pixels of images not billed because their vectors were in the cache; set with a multimodal model"),
    @WritesAttribute(
            attribute = "voyage.cache.hits",
            description = "Number of texts and images whose vector was in the cache"),
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
            description = "HTTP status or error code, for FlowFiles routed to retry or failure"),
    @WritesAttribute(
            attribute = "error.message",
            description = "Description of the error, for FlowFiles routed to retry or failure")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description =
                "Recognize the gestures of performers as their poses arrive, and detect when a gesture begins or ends",
        keywords = {"voyage", "gesture", "pose", "stream", "transition"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader", "Record Writer", "Library" and "Library Reader".
        Set "Input" to Pose, and "Performer Record Path" to the identifier of the person.
        Set "Track Performers" to true, and connect "transition" to the processor that reacts to a gesture. Connect "retry" to MatchGesture itself.
        Keep the frames in order: set one concurrent task in each upstream processor, and use the FirstInFirstOutPrioritizer on the incoming connection.
        """)
@UseCase(
        description = "Label records that already contain a vector, without sending anything to Voyage",
        keywords = {"voyage", "vector", "label", "classify"},
        configuration = """
        Set "Record Reader" and "Record Writer", and "Library" to the output of LoadGestureLibrary, with "Library Reader" to read it.
        Set "Input" to Vector and "Embeddings Model" to the model of the vectors.
        Set "Unknown Strategy" to Separately to route records without a label to their own relationship.
        """)
public class MatchGesture extends StoppableProcessor implements VerifiableProcessor {

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            MatchProperties.VOYAGE_CLIENT_SERVICE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            MatchProperties.RECORD_READER,
            MatchProperties.RECORD_WRITER,
            MatchProperties.LIBRARY,
            MatchProperties.LIBRARY_READER,
            MatchProperties.INPUT,
            MatchProperties.TEXT_RECORD_PATH,
            MatchProperties.IMAGE_RECORD_PATH,
            MatchProperties.EMBEDDING_RECORD_PATH,
            MatchProperties.MODEL_RECORD_PATH,
            MatchProperties.LANDMARKS_RECORD_PATH,
            MatchProperties.LEFT_HAND_RECORD_PATH,
            MatchProperties.RIGHT_HAND_RECORD_PATH,
            MatchProperties.FRAME_TIME_RECORD_PATH,
            MatchProperties.COORDINATES,
            MatchProperties.ASPECT_RATIO,
            MatchProperties.MIRRORING,
            MatchProperties.MINIMUM_VISIBILITY,
            MatchProperties.DETAIL,
            MatchProperties.DEGREE_STEP,
            MatchProperties.MATCH_RECORD_PATH,
            MatchProperties.COMPARISON,
            MatchProperties.TOP_K,
            MatchProperties.THRESHOLD,
            MatchProperties.MINIMUM_MARGIN,
            MatchProperties.TEMPERATURE,
            MatchProperties.UNKNOWN_LABEL,
            MatchProperties.UNKNOWN_STRATEGY,
            MatchProperties.PERFORMER_RECORD_PATH,
            MatchProperties.TRACK_PERFORMERS,
            MatchProperties.SMOOTHING_WINDOW,
            MatchProperties.CURRENT_FRAME_WEIGHT,
            MatchProperties.TRANSITION_FRAMES,
            MatchProperties.PERFORMER_TIMEOUT,
            MatchProperties.EXACT_SEARCH_LIMIT,
            MatchProperties.EMBEDDINGS_MODEL,
            MatchProperties.INPUT_TYPE,
            EmbeddingProperties.DIMENSIONS,
            EmbeddingProperties.TRUNCATION,
            EmbeddingProperties.NAMESPACE,
            PriceProperty.PRICE);

    private final Lock frameOrder = new ReentrantLock(true);
    private final PaidVectors paid = new PaidVectors();
    private volatile boolean routesUnknown;
    private volatile boolean tracks;
    private volatile RateLimit rateLimit;
    private volatile GestureMatcher matcher;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return MatchRelationships.of(routesUnknown, tracks);
    }

    @Override
    public void onPropertyModified(final PropertyDescriptor descriptor, final String oldValue, final String newValue) {
        if (descriptor.equals(MatchProperties.UNKNOWN_STRATEGY)) {
            routesUnknown = UnknownStrategy.SEPARATELY.getValue().equals(newValue);
        } else if (descriptor.equals(MatchProperties.TRACK_PERFORMERS)) {
            tracks = Boolean.parseBoolean(newValue);
        }
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>(ModelValidation.validate(
                context.getProperty(MatchProperties.EMBEDDINGS_MODEL).getValue(),
                context.getProperty(EmbeddingProperties.DIMENSIONS).asInteger(),
                EmbeddingDataType.FLOAT));
        if (MatchProperties.input(context) != MatchInput.VECTOR
                && !context.getProperty(MatchProperties.VOYAGE_CLIENT_SERVICE).isSet()) {
            results.add(new ValidationResult.Builder()
                    .subject(MatchProperties.VOYAGE_CLIENT_SERVICE.getName())
                    .valid(false)
                    .explanation("it is required to embed texts, images, and poses. Set it, or set Input to Vector")
                    .build());
        }
        final String model =
                context.getProperty(MatchProperties.EMBEDDINGS_MODEL).getValue();
        if (MatchProperties.input(context) == MatchInput.IMAGE && !VoyageModel.isMultimodal(model)) {
            results.add(new ValidationResult.Builder()
                    .subject(MatchProperties.EMBEDDINGS_MODEL.getName())
                    .input(model)
                    .valid(false)
                    .explanation("images require a multimodal model, such as voyage-multimodal-3.5")
                    .build());
        }

        return results;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        RelationshipRetry.reject(
                context,
                Set.of(
                        MatchRelationships.SUCCESS,
                        MatchRelationships.UNKNOWN,
                        MatchRelationships.TRANSITION,
                        MatchRelationships.REJECTED,
                        MatchRelationships.ORIGINAL),
                "its frames would count twice, and without an Embedding Cache Service Voyage would bill its texts again for each attempt");
        rateLimit = new RateLimit();
        ModelRetirement.warn(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(), getLogger());
        matcher = new GestureMatcher(MatchOptions.of(context), paid, rateLimit, getLogger());
    }

    // Terminate does not stop an instance but removes it, and NiFi may keep it in memory
    @OnStopped
    @OnRemoved
    public void releaseLibrary() {
        matcher = null;
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final MatchOptions options = MatchOptions.of(context);
        final List<ConfigVerificationResult> results = new ArrayList<>();
        results.add(ModelVerifier.verify(options.embedding().parameters()));
        options.embedding()
                .client()
                .ifPresent(client -> results.add(ConnectionVerifier.verify(client, verificationLogger)));
        results.add(LibraryVerifier.verify(options, verificationLogger));
        results.addAll(new SampleVerifier(options.readerFactory(), attributes, verificationLogger)
                .verify(checks(context, options.embedding())));
        return results;
    }

    private static List<SampleCheck> checks(final ProcessContext context, final EmbeddingOptions embedding) {
        final List<SampleCheck> checks = new ArrayList<>();
        switch (MatchProperties.input(context)) {
            case TEXT -> {
                final String textPath =
                        context.getProperty(MatchProperties.TEXT_RECORD_PATH).getValue();
                checks.add(ValueCheck.required(MatchProperties.TEXT_RECORD_PATH, textPath));
                checks.add(new RequestCheck(
                        () -> new TextRequestExtractor(embedding.parameters(), new TextRecordPath(textPath)),
                        embedding.estimate()));
            }
            case IMAGE ->
                checks.add(embedding.check(new TextAndMediaReader(
                        null,
                        context.getProperty(MatchProperties.IMAGE_RECORD_PATH).getValue())));
            case VECTOR ->
                checks.add(ValueCheck.required(
                        MatchProperties.EMBEDDING_RECORD_PATH,
                        context.getProperty(MatchProperties.EMBEDDING_RECORD_PATH)
                                .getValue()));
            default -> checks.add(new PoseCheck(PoseOptions.of(context)));
        }
        final String performerPath =
                context.getProperty(MatchProperties.PERFORMER_RECORD_PATH).getValue();
        if (performerPath != null) {
            checks.add(ValueCheck.optional(MatchProperties.PERFORMER_RECORD_PATH, performerPath));
        }
        checks.add(new TargetCheck(
                MatchProperties.MATCH_RECORD_PATH,
                context.getProperty(MatchProperties.MATCH_RECORD_PATH).getValue()));
        return checks;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (rateLimit.isLimitReached()) {
            // FlowFiles stay in the queue
            context.yield();
            return;
        }

        if (!MatchProperties.tracks(context)) {
            matchNext(context, session);
            return;
        }

        // frames count in the order of the queue
        frameOrder.lock();
        try {
            matchNext(context, session);
            // and leave in that order
            session.commitAsync();
        } finally {
            frameOrder.unlock();
        }
    }

    private void matchNext(final ProcessContext context, final ProcessSession session) {
        final FlowFile flowFile = session.get();
        if (flowFile != null && !matcher.match(session, flowFile)) {
            context.yield();
        }
    }
}
