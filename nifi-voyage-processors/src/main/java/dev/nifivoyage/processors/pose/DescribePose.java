/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.pose.landmark.Camera;
import dev.nifivoyage.processors.pose.landmark.CoordinateSystem;
import dev.nifivoyage.processors.pose.landmark.Mirroring;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.pose.text.PoseDetail;
import dev.nifivoyage.processors.property.DecimalRange;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.RoutedRecords;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.SupportsBatching;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

@SideEffectFree
@SupportsBatching
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "pose", "gesture", "mediapipe", "landmarks", "text", "record"})
@CapabilityDescription(
        "Describes the body poses of MediaPipe in words that tell gestures apart: arms, hands and fingers, trunk, head, legs, and how they moved over the last second. "
                + "The texts can be embedded, and compared with the texts of a gesture library.")
@ReadsAttribute(
        attribute = "fragment.count",
        description =
                "When greater than 1, success is given a FlowFile even if it has no record, so that a later merge is complete")
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.records.described", description = "Records that got a text"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Records without a pose that could be described"),
    @WritesAttribute(attribute = "error.code", description = "On failure: a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On failure: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary"
        })
public class DescribePose extends AbstractProcessor {

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Reads the records; each is one frame of one person")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description("Writes the records. A schema given to the writer must have the field at Text Record Path.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor LANDMARKS_RECORD_PATH = path("Landmarks Record Path")
            .description(
                    "Path to the 33 landmarks of a body: an array of records with x, y, z and visibility, an array of arrays of these numbers, a record with a field for each landmark's name, "
                            + "or one of these as a JSON text. The path / is right for columns such as nose_x or x0.")
            .required(true)
            .defaultValue("/landmarks")
            .build();

    public static final PropertyDescriptor LEFT_HAND_RECORD_PATH = path("Left Hand Record Path")
            .description(
                    "Path to the 21 landmarks of the person's left hand, in any of these forms. Null, an empty array or zeros when it was not found. Without it, nothing is said of the fingers. "
                            + "The path / is right for columns such as left_hand_x0.")
            .build();

    public static final PropertyDescriptor RIGHT_HAND_RECORD_PATH = path("Right Hand Record Path")
            .description("Path to the 21 landmarks of the person's right hand")
            .build();

    public static final PropertyDescriptor FRAME_TIME_RECORD_PATH = path("Frame Time Record Path")
            .description(
                    "Path to the time of a frame: milliseconds, as MediaPipe's timestamps, or a timestamp. With it motion is told over the last second and with its pace, "
                            + "without it over the last 30 frames.")
            .build();

    public static final PropertyDescriptor PERFORMER_RECORD_PATH = path("Performer Record Path")
            .description(
                    "Path to what tells several people apart. Motion is told between records of the same person within a FlowFile. When not set, all records are one person's.")
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = path("Text Record Path")
            .description(
                    "Path to the field that gets the text. It is added when it is not there; its parent must be there. A record without it goes to rejected as no_place.")
            .required(true)
            .defaultValue("/text")
            .build();

    public static final PropertyDescriptor COORDINATES = new PropertyDescriptor.Builder()
            .name("Coordinates")
            .description("Which kind of coordinates the landmarks have")
            .required(true)
            .allowableValues(CoordinateSystem.class)
            .defaultValue(CoordinateSystem.IMAGE)
            .build();

    public static final PropertyDescriptor ASPECT_RATIO = new PropertyDescriptor.Builder()
            .name("Aspect Ratio")
            .description(
                    "Width and height of the picture. Image coordinates are parts of both, so angles are wrong without it.")
            .dependsOn(COORDINATES, CoordinateSystem.IMAGE)
            .required(true)
            .defaultValue("16:9")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(new AspectRatio())
            .build();

    public static final PropertyDescriptor MIRRORING = new PropertyDescriptor.Builder()
            .name("Mirroring")
            .description(
                    "Whether left and right of the picture were exchanged. The texts tell of the person's own left and right, and whether a palm or a hand is in front or behind depends on it.")
            .required(true)
            .allowableValues(Mirroring.class)
            .defaultValue(Mirroring.NONE)
            .build();

    public static final PropertyDescriptor MINIMUM_VISIBILITY = new PropertyDescriptor.Builder()
            .name("Minimum Visibility")
            .description(
                    "Landmarks below are taken as not seen, and nothing is guessed of them. Landmarks without a visibility are taken as seen, "
                            + "and so are those of a hand whose visibilities are all 0.")
            .required(true)
            .defaultValue("0.5")
            .addValidator(DecimalRange.of(0, 1))
            .build();

    public static final PropertyDescriptor DETAIL = new PropertyDescriptor.Builder()
            .name("Detail")
            .description("How much a text says")
            .required(true)
            .allowableValues(PoseDetail.class)
            .defaultValue(PoseDetail.TELLING)
            .build();

    public static final PropertyDescriptor DEGREE_STEP = new PropertyDescriptor.Builder()
            .name("Degree Step")
            .description(
                    "Angles are rounded to a multiple of so many degrees. The larger, the more frames have the same text, which is then embedded and paid once.")
            .required(true)
            .defaultValue("10")
            .addValidator(StandardValidators.createLongValidator(1, 90, true))
            .build();

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The records with their texts")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "The records without a pose that could be described, each with a field named error that holds code and message")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The incoming FlowFile, with the counts in its attributes")
            .autoTerminateDefault(true)
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("The content cannot be read")
            .build();

    static final String RECORDS_DESCRIBED = "voyage.records.described";
    static final String RECORDS_FAILED = "voyage.records.rejected";

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            RECORD_READER,
            RECORD_WRITER,
            LANDMARKS_RECORD_PATH,
            LEFT_HAND_RECORD_PATH,
            RIGHT_HAND_RECORD_PATH,
            FRAME_TIME_RECORD_PATH,
            PERFORMER_RECORD_PATH,
            TEXT_RECORD_PATH,
            COORDINATES,
            ASPECT_RATIO,
            MIRRORING,
            MINIMUM_VISIBILITY,
            DETAIL,
            DEGREE_STEP);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, REJECTED, ORIGINAL, FAILURE);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final RoutedRecords records;
        try {
            records = describe(context, session, flowFile);
        } catch (final IOException e) {
            getLogger().error("The poses of {} could not be described", flowFile, e);
            fail(session, flowFile, ContentException.code(e), e);
            return;
        } catch (final IllegalArgumentException e) {
            getLogger().error("The poses of {} could not be described", flowFile, e);
            fail(session, flowFile, ErrorCode.INVALID_PROPERTY.code(), e);
            return;
        }

        final Map<String, String> attributes = Map.of(
                RECORDS_DESCRIBED, Long.toString(records.succeeded()), RECORDS_FAILED, Long.toString(records.failed()));
        records.success().forEach(next -> transfer(session, next, attributes, SUCCESS));
        if (records.summary() != null) {
            getLogger().warn("{}: {}", flowFile, records.summary());
        }
        records.rejected().forEach(next -> transfer(session, next, attributes, REJECTED));
        transfer(session, flowFile, attributes, ORIGINAL);
        Counter.RECORDS_DESCRIBED.add(session, records.succeeded());
        Counter.RECORDS_REJECTED.add(session, records.failed());
    }

    private RoutedRecords describe(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final PosePaths paths = paths(context, flowFile);
        final RecordDescriber records = new RecordDescriber(
                paths, describer(context), context.getProperty(TEXT_RECORD_PATH).getValue());
        final RecordReaderFactory readerFactory =
                context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
        final RecordSetWriterFactory writerFactory =
                context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
        final RoutedRecords described = records.describe(session, flowFile, readerFactory, writerFactory, getLogger());
        reportHands(paths, session, flowFile, getLogger());
        return described;
    }

    /**
     * Tells of the hands of a FlowFile that were left out, if there are any.
     */
    public static void reportHands(
            final PosePaths paths, final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {
        if (paths.handsLeftOut() > 0) {
            logger.warn("{}: {}", flowFile, paths.leftOut());
            Counter.HANDS_SKIPPED.add(session, paths.handsLeftOut());
        }
    }

    /**
     * Where a record has its pose, by the properties of this processor.
     *
     * @throws IllegalArgumentException when the FlowFile's attributes give no aspect ratio
     */
    public static PosePaths paths(final PropertyContext context, final FlowFile flowFile) {
        final CoordinateSystem coordinates = context.getProperty(COORDINATES).asAllowableValue(CoordinateSystem.class);
        final double aspectRatio = coordinates == CoordinateSystem.IMAGE
                ? AspectRatio.parse(context.getProperty(ASPECT_RATIO)
                        .evaluateAttributeExpressions(flowFile)
                        .getValue())
                : 1;
        return new PosePaths(
                new Camera(
                        coordinates, aspectRatio, context.getProperty(MIRRORING).asAllowableValue(Mirroring.class)),
                context.getProperty(MINIMUM_VISIBILITY).asDouble(),
                context.getProperty(LANDMARKS_RECORD_PATH).getValue(),
                context.getProperty(LEFT_HAND_RECORD_PATH).getValue(),
                context.getProperty(RIGHT_HAND_RECORD_PATH).getValue(),
                context.getProperty(FRAME_TIME_RECORD_PATH).getValue(),
                context.getProperty(PERFORMER_RECORD_PATH).getValue());
    }

    /**
     * A describer that has seen no frame, by the properties of this processor.
     */
    public static PoseDescriber describer(final PropertyContext context) {
        return new PoseDescriber(
                context.getProperty(DEGREE_STEP).asInteger(),
                context.getProperty(DETAIL).asAllowableValue(PoseDetail.class));
    }

    private static void transfer(
            final ProcessSession session,
            final FlowFile flowFile,
            final Map<String, String> attributes,
            final Relationship relationship) {
        session.transfer(
                session.putAllAttributes(session.removeAllAttributes(flowFile, ErrorAttributes.NAMES), attributes),
                relationship);
    }

    private static void fail(
            final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage())), FAILURE);
    }

    private static PropertyDescriptor.Builder path(final String name) {
        return new PropertyDescriptor.Builder().name(name).addValidator(new RecordPathValidator());
    }
}
