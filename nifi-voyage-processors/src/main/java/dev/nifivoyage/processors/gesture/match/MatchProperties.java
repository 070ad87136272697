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
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.property.DecimalRange;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
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
    private static final Validator PART = DecimalRange.aboveZero(1);
    private static final Validator COSINE = DecimalRange.of(-1, 1);
    private static final Validator ABOVE_ZERO = DecimalRange.aboveZero(1_000);

    public static final PropertyDescriptor VOYAGE_CLIENT_SERVICE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(VoyageClientProperty.VOYAGE_CLIENT_SERVICE)
            .description("Connection to Voyage AI. Needed for texts and poses, and for a library without vectors.")
            .required(false)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Reads the records; each is recognised")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description("Writes the records. A schema given to the writer must have the field at Match Record Path.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor LIBRARY = new PropertyDescriptor.Builder()
            .name("Library")
            .description(
                    "The labels and their descriptions: a file, or the text itself. Its records have label, text, and perhaps variations, version and attributes, and vectors when they come "
                            + "from LoadGestureLibrary. A file that changes is read again within seconds; the path of one that is not there yet must be absolute, or begin with ./")
            .required(true)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE, ResourceType.TEXT)
            .build();

    public static final PropertyDescriptor LIBRARY_READER = new PropertyDescriptor.Builder()
            .name("Library Reader")
            .description("Reads the library")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor INPUT = new PropertyDescriptor.Builder()
            .name("Input")
            .description("What a record holds that is to be recognised")
            .required(true)
            .allowableValues(MatchInput.class)
            .defaultValue(MatchInput.TEXT)
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = path("Text Record Path")
            .description("Path to the text of a record")
            .dependsOn(INPUT, MatchInput.TEXT)
            .required(true)
            .defaultValue("/text")
            .build();

    public static final PropertyDescriptor EMBEDDING_RECORD_PATH = path("Embedding Record Path")
            .description(
                    "Path to the vector of a record: an array of numbers, base64, or bytes, as the other processors write it")
            .dependsOn(INPUT, MatchInput.VECTOR)
            .required(true)
            .defaultValue("/embedding")
            .build();

    public static final PropertyDescriptor MODEL_RECORD_PATH = path("Model Record Path")
            .description(
                    "Path to the name of the model that made a record's vector. Records of another model than the library go to rejected. "
                            + "The FlowFile's attribute voyage.embedding.model is always checked.")
            .dependsOn(INPUT, MatchInput.VECTOR)
            .build();

    public static final PropertyDescriptor LANDMARKS_RECORD_PATH = ofPoses(DescribePose.LANDMARKS_RECORD_PATH);
    public static final PropertyDescriptor LEFT_HAND_RECORD_PATH = ofPoses(DescribePose.LEFT_HAND_RECORD_PATH);
    public static final PropertyDescriptor RIGHT_HAND_RECORD_PATH = ofPoses(DescribePose.RIGHT_HAND_RECORD_PATH);
    public static final PropertyDescriptor FRAME_TIME_RECORD_PATH = ofPoses(DescribePose.FRAME_TIME_RECORD_PATH);
    public static final PropertyDescriptor COORDINATES = ofPoses(DescribePose.COORDINATES);
    public static final PropertyDescriptor ASPECT_RATIO = ofPoses(DescribePose.ASPECT_RATIO);
    public static final PropertyDescriptor MIRRORING = ofPoses(DescribePose.MIRRORING);
    public static final PropertyDescriptor MINIMUM_VISIBILITY = ofPoses(DescribePose.MINIMUM_VISIBILITY);
    public static final PropertyDescriptor DETAIL = ofPoses(DescribePose.DETAIL);
    public static final PropertyDescriptor DEGREE_STEP = ofPoses(DescribePose.DEGREE_STEP);

    public static final PropertyDescriptor PERFORMER_RECORD_PATH = path("Performer Record Path")
            .description(
                    "Path to what tells several people apart: for the motion in poses, and for Track Performers. When not set, all records are one person's.")
            .build();

    public static final PropertyDescriptor MATCH_RECORD_PATH = path("Match Record Path")
            .description(
                    "Path to the field that gets the match, a record. It is added when it is not there; its parent must be there. A record without it goes to rejected as no_place.")
            .required(true)
            .defaultValue("/match")
            .build();

    public static final PropertyDescriptor COMPARISON = new PropertyDescriptor.Builder()
            .name("Comparison")
            .description("What a record is compared with, when a label has several descriptions")
            .required(true)
            .allowableValues(ComparisonMode.class)
            .defaultValue(ComparisonMode.BEST_VARIATION)
            .build();

    public static final PropertyDescriptor TOP_K = new PropertyDescriptor.Builder()
            .name("Top K")
            .description("How many of the best labels are told")
            .required(true)
            .defaultValue("3")
            .addValidator(StandardValidators.createLongValidator(1, 1_000, true))
            .build();

    public static final PropertyDescriptor THRESHOLD = new PropertyDescriptor.Builder()
            .name("Threshold")
            .description("Least score of the best label, a cosine from -1 to 1. Records below are unknown.")
            .required(true)
            .defaultValue("0.6")
            .addValidator(COSINE)
            .build();

    public static final PropertyDescriptor MINIMUM_MARGIN = new PropertyDescriptor.Builder()
            .name("Minimum Margin")
            .description(
                    "Least distance between the scores of the best and the second label. Records below are unknown.")
            .required(true)
            .defaultValue("0")
            .addValidator(DecimalRange.of(0, 2))
            .build();

    public static final PropertyDescriptor TEMPERATURE = new PropertyDescriptor.Builder()
            .name("Temperature")
            .description(
                    "By which scores are divided before the softmax makes probabilities of them. The smaller, the more the best label stands out; at 1, all labels are nearly alike.")
            .required(true)
            .defaultValue("0.05")
            .addValidator(ABOVE_ZERO)
            .build();

    public static final PropertyDescriptor UNKNOWN_LABEL = new PropertyDescriptor.Builder()
            .name("Unknown Label")
            .description("What stands for the label of records that no label is similar enough to")
            .required(true)
            .defaultValue("unknown")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor UNKNOWN_STRATEGY = new PropertyDescriptor.Builder()
            .name("Unknown Strategy")
            .description("Where records go that no label is similar enough to")
            .required(true)
            .allowableValues(UnknownStrategy.class)
            .defaultValue(UnknownStrategy.TOGETHER)
            .build();

    public static final PropertyDescriptor TRACK_PERFORMERS = new PropertyDescriptor.Builder()
            .name("Track Performers")
            .description(
                    "Whether the frames of a performer hang together, also across FlowFiles: vectors are smoothed, and transitions are told. The frames must come in order, and one FlowFile is "
                            + "worked on at a time.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor SMOOTHING_WINDOW = ofTracking("Smoothing Window")
            .description("How many frames of a performer are mixed, with the current one. 1 for no smoothing.")
            .defaultValue("5")
            .addValidator(StandardValidators.createLongValidator(1, 30, true))
            .build();

    public static final PropertyDescriptor CURRENT_FRAME_WEIGHT = ofTracking("Current Frame Weight")
            .description(
                    "Share of the current frame, above 0 and up to 1. The rest is shared by the earlier frames of the window, the later the more.")
            .defaultValue("0.3")
            .addValidator(PART)
            .build();

    public static final PropertyDescriptor TRANSITION_FRAMES = ofTracking("Transition Frames")
            .description("How many frames in a row another label must have before it is a transition")
            .defaultValue("3")
            .addValidator(StandardValidators.createLongValidator(1, 1_000, true))
            .build();

    public static final PropertyDescriptor PERFORMER_TIMEOUT = ofTracking("Performer Timeout")
            .description("After this time without a frame a performer is forgotten")
            .defaultValue("5 sec")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    public static final PropertyDescriptor EXACT_SEARCH_LIMIT = new PropertyDescriptor.Builder()
            .name("Exact Search Limit")
            .description(
                    "With up to so many vectors in the library, a record is compared with each of them. Above, a graph of neighbours is searched, which is faster and seldom misses a label.")
            .required(true)
            .defaultValue("2500")
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor EMBEDDINGS_MODEL = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(EmbeddingProperties.EMBEDDINGS_MODEL)
            .description(
                    "Name of the model of texts, poses, and library texts without vectors. Vectors that are said to be of a model which cannot be compared with it are refused. "
                            + "Vectors of voyage-4-large, voyage-4 and voyage-4-lite can be compared with each other. "
                            + ModelRetirement.description())
            .build();

    public static final PropertyDescriptor INPUT_TYPE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(EmbeddingProperties.INPUT_TYPE)
            .description(
                    "What the texts are for. Poses and the library they are matched against are alike, so that document for both is right.")
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

    static boolean routesUnknown(final PropertyContext context) {
        return context.getProperty(UNKNOWN_STRATEGY).asAllowableValue(UnknownStrategy.class)
                == UnknownStrategy.SEPARATELY;
    }

    /**
     * The connection to Voyage, or null when none is set.
     */
    static VoyageClientService client(final PropertyContext context) {
        return context.getProperty(VOYAGE_CLIENT_SERVICE).asControllerService(VoyageClientService.class);
    }

    static RecordReaderFactory reader(final PropertyContext context) {
        return context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
    }

    static RecordSetWriterFactory writer(final PropertyContext context) {
        return context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
    }

    static MatchingRule rule(final PropertyContext context) {
        return new MatchingRule(
                context.getProperty(TOP_K).asInteger(),
                context.getProperty(THRESHOLD).asDouble(),
                context.getProperty(MINIMUM_MARGIN).asDouble(),
                context.getProperty(TEMPERATURE).asDouble());
    }

    /**
     * What texts are embedded with: vectors are compared by their angle, so that they are floats.
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
