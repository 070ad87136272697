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
import dev.nifivoyage.processors.gesture.match.MatchInput;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import dev.nifivoyage.processors.gesture.match.UnknownStrategy;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.model.ModelValidation;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.PaidVectors;
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
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnStopped;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
@CapabilityDescription(
        "Recognises texts, vectors or poses by a library of labelled descriptions: tells the most similar labels with score, margin and probability, or unknown. "
                + "For streams, smooths the frames of each performer, and tells when a performer goes to another label.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.embedding.model",
            description =
                    "Model of the vectors in the records; when it cannot be compared with the library's, the FlowFile goes to failure"),
    @ReadsAttribute(
            attribute = "voyage.embedding.data.type",
            description = "Data type of the vectors in the records; others than float go to failure"),
    @ReadsAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Set on FlowFiles from retry: tokens already billed for them"),
    @ReadsAttribute(
            attribute = "fragment.count",
            description =
                    "When greater than 1, success is given a FlowFile even if it has no record, so that a later merge is complete")
})
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.records.matched", description = "Records that have a label"),
    @WritesAttribute(attribute = "voyage.records.unknown", description = "Records that no label is similar enough to"),
    @WritesAttribute(attribute = "voyage.records.rejected", description = "Records that could not be compared"),
    @WritesAttribute(
            attribute = "gesture.transitions",
            description = "Records with which a performer went to another label"),
    @WritesAttribute(
            attribute = "voyage.embedding.model",
            description = "Requested model, when texts were looked up or embedded and the FlowFile names none"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description =
                    "Tokens that Voyage bills for the FlowFile, with those of earlier tries, and of the library if it was loaded for it"),
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
            description = "On retry and failure: HTTP status, or a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On retry and failure: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description =
                "Recognise the gestures of performers as their poses arrive, and tell when a gesture begins or ends",
        keywords = {"voyage", "gesture", "pose", "stream", "transition"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader", "Record Writer", "Library" and "Library Reader".
        Set "Input" to Pose, and "Performer Record Path" to what tells the people apart.
        Set "Track Performers" to true, and connect "transition" to what shall react to a gesture. Connect "retry" to MatchGesture itself.
        Keep the frames in order: one concurrent task, set by hand, in each processor before this one, and the FirstInFirstOutPrioritizer on its connection.
        """)
@UseCase(
        description = "Label records that have a vector already, without sending anything",
        keywords = {"voyage", "vector", "label", "classify"},
        configuration = """
        Set "Record Reader" and "Record Writer", and "Library" to the output of LoadGestureLibrary, with "Library Reader" to read it.
        Set "Input" to Vector and "Embeddings Model" to the model of the vectors.
        Set "Unknown Strategy" to Separately if records without a label shall go elsewhere.
        """)
public class MatchGesture extends StoppableProcessor {

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            MatchProperties.VOYAGE_CLIENT_SERVICE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            MatchProperties.RECORD_READER,
            MatchProperties.RECORD_WRITER,
            MatchProperties.LIBRARY,
            MatchProperties.LIBRARY_READER,
            MatchProperties.INPUT,
            MatchProperties.TEXT_RECORD_PATH,
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

    private final Lock oneAtATime = new ReentrantLock(true);
    private final PaidVectors paid = new PaidVectors();
    private volatile boolean routesUnknown;
    private volatile boolean tracks;
    private volatile RateLimit gate;
    private volatile GestureMatcher recognition;

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
                    .explanation("texts and poses must be embedded: set it, or set Input to Vector")
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
                "its frames would count twice, and without an Embedding Cache Service Voyage would bill its texts again each time");
        gate = new RateLimit();
        ModelRetirement.warn(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(), getLogger());
        recognition = new GestureMatcher(context, paid, gate, getLogger());
    }

    @OnStopped
    public void onStopped() {
        // a library may be large
        recognition = null;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isLimitReached()) {
            // the FlowFiles stay in the queue
            context.yield();
            return;
        }

        if (!MatchProperties.tracks(context)) {
            recognizeNext(context, session);
            return;
        }

        // frames are counted in the order in which they are taken from the queue
        oneAtATime.lock();
        try {
            recognizeNext(context, session);
            // they leave in that order, too
            session.commitAsync();
        } finally {
            oneAtATime.unlock();
        }
    }

    private void recognizeNext(final ProcessContext context, final ProcessSession session) {
        final FlowFile flowFile = session.get();
        if (flowFile != null) {
            recognition.recognize(context, session, flowFile);
        }
    }
}
