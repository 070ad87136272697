/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.search.ComparisonMode;
import dev.nifivoyage.processors.gesture.search.MatchingRule;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.pose.PoseProperties;
import dev.nifivoyage.processors.property.DecimalRange;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/**
 * Properties of MatchGesture.
 */
public final class MatchProperties {

    public static final PropertyDescriptor VOYAGE_CLIENT_SERVICE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(VoyageClientProperty.VOYAGE_CLIENT_SERVICE)
            .description(
                    "Specifies the connection to Voyage AI. Required for texts, images, and poses, and for a library without vectors.")
            .required(false)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Specifies the Controller Service to use for reading records. Each record is matched.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Controller Service to use for writing records. If the writer has its own schema, it must contain the field at Match Record Path.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor LIBRARY = new PropertyDescriptor.Builder()
            .name("Library")
            .description(
                    "The labels and their descriptions, as a file or as text. "
                            + "Records contain label, text, and optionally variations, version, attributes, and the vectors added by "
                            + "LoadGestureLibrary. A changed file is reloaded within seconds. The path of a file that does not exist yet must be absolute or start with ./")
            .required(true)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE, ResourceType.TEXT)
            .build();

    public static final PropertyDescriptor LIBRARY_READER = new PropertyDescriptor.Builder()
            .name("Library Reader")
            .description("Specifies the Controller Service to use for reading the library")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor INPUT = new PropertyDescriptor.Builder()
            .name("Input")
            .description("Specifies what to match in each record")
            .required(true)
            .allowableValues(MatchInput.class)
            .defaultValue(MatchInput.TEXT)
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = path("Text Record Path")
            .description("A RecordPath that points to the text")
            .dependsOn(INPUT, MatchInput.TEXT)
            .required(true)
            .defaultValue("/text")
            .build();

    public static final PropertyDescriptor IMAGE_RECORD_PATH = path("Image Record Path")
            .description("A RecordPath that points to the image. Several images of a record are embedded together.")
            .dependsOn(INPUT, MatchInput.IMAGE)
            .required(true)
            .defaultValue("/image")
            .build();

    public static final PropertyDescriptor EMBEDDING_RECORD_PATH = path("Embedding Record Path")
            .description(
                    "A RecordPath that points to the vector: an array of numbers, base64, or bytes, in any form that the other processors write")
            .dependsOn(INPUT, MatchInput.VECTOR)
            .required(true)
            .defaultValue("/embedding")
            .build();

    public static final PropertyDescriptor MODEL_RECORD_PATH = path("Model Record Path")
            .description("A RecordPath that points to the name of the model that created the vector. "
                    + "Records whose vector cannot be compared with the library are routed to rejected. "
                    + "The FlowFile attribute voyage.embedding.model is always checked.")
            .dependsOn(INPUT, MatchInput.VECTOR)
            .build();

    public static final PropertyDescriptor LANDMARKS_RECORD_PATH = ofPoses(PoseProperties.LANDMARKS_RECORD_PATH);
    public static final PropertyDescriptor LEFT_HAND_RECORD_PATH = ofPoses(PoseProperties.LEFT_HAND_RECORD_PATH);
    public static final PropertyDescriptor RIGHT_HAND_RECORD_PATH = ofPoses(PoseProperties.RIGHT_HAND_RECORD_PATH);
    public static final PropertyDescriptor FRAME_TIME_RECORD_PATH = ofPoses(PoseProperties.FRAME_TIME_RECORD_PATH);
    public static final PropertyDescriptor COORDINATES = ofPoses(PoseProperties.COORDINATES);
    public static final PropertyDescriptor ASPECT_RATIO = ofPoses(PoseProperties.ASPECT_RATIO);
    public static final PropertyDescriptor MIRRORING = ofPoses(PoseProperties.MIRRORING);
    public static final PropertyDescriptor MINIMUM_VISIBILITY = ofPoses(PoseProperties.MINIMUM_VISIBILITY);
    public static final PropertyDescriptor DETAIL = ofPoses(PoseProperties.DETAIL);
    public static final PropertyDescriptor DEGREE_STEP = ofPoses(PoseProperties.DEGREE_STEP);

    public static final PropertyDescriptor PERFORMER_RECORD_PATH = path("Performer Record Path")
            .description(
                    "A RecordPath that points to the identifier of the person, for motion in poses and for Track Performers. "
                            + "If not set, all records are treated as one person.")
            .build();

    public static final PropertyDescriptor MATCH_RECORD_PATH = path("Match Record Path")
            .description(
                    "A RecordPath that points to the field for the match, a record. A missing field is added, but its parent must exist. "
                            + "Records without it are routed to rejected with the error code missing_target.")
            .required(true)
            .defaultValue("/match")
            .build();

    public static final PropertyDescriptor COMPARISON = new PropertyDescriptor.Builder()
            .name("Comparison")
            .description("Specifies how to compare a record with a label that has several descriptions")
            .required(true)
            .allowableValues(ComparisonMode.class)
            .defaultValue(ComparisonMode.BEST_VARIATION)
            .build();

    public static final PropertyDescriptor TOP_K = new PropertyDescriptor.Builder()
            .name("Top K")
            .description("Number of highest-scoring labels to include")
            .required(true)
            .defaultValue("3")
            .addValidator(StandardValidators.createLongValidator(1, 1_000, true))
            .build();

    public static final PropertyDescriptor THRESHOLD = new PropertyDescriptor.Builder()
            .name("Threshold")
            .description(
                    "Minimum score of the best label, a cosine similarity from -1 to 1. Records with a lower score are unknown.")
            .required(true)
            .defaultValue("0.6")
            .addValidator(DecimalRange.of(-1, 1))
            .build();

    public static final PropertyDescriptor MINIMUM_MARGIN = new PropertyDescriptor.Builder()
            .name("Minimum Margin")
            .description(
                    "Minimum difference between the scores of the best and the second-best label. Records with a smaller difference are unknown.")
            .required(true)
            .defaultValue("0")
            .addValidator(DecimalRange.of(0, 2))
            .build();

    public static final PropertyDescriptor TEMPERATURE = new PropertyDescriptor.Builder()
            .name("Temperature")
            .description(
                    "Temperature of the softmax that converts scores to probabilities. Lower values emphasize the best label; at 1, all labels are almost equally likely.")
            .required(true)
            .defaultValue("0.05")
            .addValidator(DecimalRange.aboveZero(1_000))
            .build();

    public static final PropertyDescriptor UNKNOWN_LABEL = new PropertyDescriptor.Builder()
            .name("Unknown Label")
            .description("Label of records that match no label")
            .required(true)
            .defaultValue("unknown")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor UNKNOWN_STRATEGY = new PropertyDescriptor.Builder()
            .name("Unknown Strategy")
            .description("Specifies how to route records that match no label")
            .required(true)
            .allowableValues(UnknownStrategy.class)
            .defaultValue(UnknownStrategy.TOGETHER)
            .build();

    public static final PropertyDescriptor TRACK_PERFORMERS = new PropertyDescriptor.Builder()
            .name("Track Performers")
            .description("Specifies whether to relate consecutive frames of the same performer, also across FlowFiles: "
                    + "vectors are smoothed and transitions are detected. Frames must arrive in order, and FlowFiles are "
                    + "processed one at a time.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor SMOOTHING_WINDOW = ofTracking("Smoothing Window")
            .description("Number of frames to average, including the current one. 1 disables smoothing.")
            .defaultValue("5")
            .addValidator(StandardValidators.createLongValidator(1, 30, true))
            .build();

    public static final PropertyDescriptor CURRENT_FRAME_WEIGHT = ofTracking("Current Frame Weight")
            .description(
                    "Weight of the current frame, greater than 0 and at most 1. The remaining weight is distributed over earlier frames, favoring recent ones.")
            .defaultValue("0.3")
            .addValidator(DecimalRange.aboveZero(1))
            .build();

    public static final PropertyDescriptor TRANSITION_FRAMES = ofTracking("Transition Frames")
            .description("Number of consecutive frames with another label that make a transition")
            .defaultValue("3")
            .addValidator(StandardValidators.createLongValidator(1, 1_000, true))
            .build();

    public static final PropertyDescriptor PERFORMER_TIMEOUT = ofTracking("Performer Timeout")
            .description("Time without a frame after which a performer is forgotten")
            .defaultValue("5 sec")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    public static final PropertyDescriptor EXACT_SEARCH_LIMIT = new PropertyDescriptor.Builder()
            .name("Exact Search Limit")
            .description(
                    "Largest number of vectors in the library that are searched exhaustively. "
                            + "Larger libraries are searched with a graph of neighbors (HNSW), which is faster but occasionally misses a label.")
            .required(true)
            .defaultValue("2500")
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor EMBEDDINGS_MODEL = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(EmbeddingProperties.EMBEDDINGS_MODEL)
            .description(
                    "Specifies the model for texts, images, poses, and library texts without vectors. Images require a multimodal model. "
                            + "Vectors created by a model that cannot be compared with it are rejected. "
                            + "Vectors of voyage-4-large, voyage-4, and voyage-4-lite can be compared with each other. "
                            + ModelRetirement.description())
            .build();

    public static final PropertyDescriptor INPUT_TYPE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(EmbeddingProperties.INPUT_TYPE)
            .description(
                    "Specifies the purpose of the texts. Poses and the library they are compared with are of the same kind, so use document for both.")
            .defaultValue(EmbeddingInputType.DOCUMENT)
            .build();

    private MatchProperties() {}

    private static PropertyDescriptor.Builder path(final String name) {
        return new PropertyDescriptor.Builder().name(name).addValidator(new RecordPathValidator());
    }

    private static PropertyDescriptor ofPoses(final PropertyDescriptor property) {
        return new PropertyDescriptor.Builder()
                .fromPropertyDescriptor(property)
                .dependsOn(INPUT, MatchInput.POSE)
                .build();
    }

    private static PropertyDescriptor.Builder ofTracking(final String name) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .dependsOn(TRACK_PERFORMERS, "true")
                .required(true);
    }

    public static MatchInput input(final PropertyContext context) {
        return context.getProperty(INPUT).asAllowableValue(MatchInput.class);
    }

    public static boolean tracks(final PropertyContext context) {
        return context.getProperty(TRACK_PERFORMERS).asBoolean();
    }

    static MatchingRule rule(final PropertyContext context) {
        return new MatchingRule(
                context.getProperty(TOP_K).asInteger(),
                context.getProperty(THRESHOLD).asDouble(),
                context.getProperty(MINIMUM_MARGIN).asDouble(),
                context.getProperty(TEMPERATURE).asDouble());
    }

    /**
     * Returns the parameters for texts. Vectors are compared by their angle, which requires floats.
     */
    static EmbeddingParameters parameters(final PropertyContext context) {
        return new EmbeddingParameters(
                context.getProperty(EmbeddingProperties.NAMESPACE).getValue(),
                context.getProperty(EMBEDDINGS_MODEL).getValue(),
                context.getProperty(INPUT_TYPE).asAllowableValue(EmbeddingInputType.class),
                context.getProperty(EmbeddingProperties.DIMENSIONS).asInteger(),
                EmbeddingDataType.FLOAT,
                context.getProperty(EmbeddingProperties.TRUNCATION).asBoolean());
    }
}
