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
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.TargetCheck;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.SupportsBatching;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
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
        "Describes MediaPipe body poses in words that distinguish gestures: arms, hands and fingers, trunk, head, legs, and their motion over the last second. "
                + "The texts can be embedded and compared with the texts of a gesture library.")
@ReadsAttribute(
        attribute = "fragment.count",
        description =
                "If greater than 1, a FlowFile is routed to success even if it has no records, so that a later merge is complete")
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.records.described", description = "Number of records with a description"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Number of records without a pose that can be described"),
    @WritesAttribute(attribute = "error.code", description = "Code of the error, for FlowFiles routed to failure"),
    @WritesAttribute(
            attribute = "error.message",
            description = "Description of the error, for FlowFiles routed to failure")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary"
        })
public class DescribePose extends AbstractProcessor implements VerifiableProcessor {

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Specifies the Controller Service to use for reading records. Each record is one frame of one person.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Controller Service to use for writing records. If the writer has its own schema, it must contain the field at Text Record Path.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "A RecordPath that points to the field for the text. A missing field is added, but its parent must exist. "
                            + "Records without it are routed to rejected with the error code missing_target.")
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Records with their texts are routed to this relationship")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "Records without a pose that can be described are routed to this relationship, each with a field named error that contains code and message")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The incoming FlowFile is routed to this relationship, with the counts in its attributes")
            .autoTerminateDefault(true)
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("FlowFiles whose content cannot be read are routed to this relationship")
            .build();

    static final String RECORDS_DESCRIBED = "voyage.records.described";
    static final String RECORDS_REJECTED = "voyage.records.rejected";

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            RECORD_READER,
            RECORD_WRITER,
            PoseProperties.LANDMARKS_RECORD_PATH,
            PoseProperties.LEFT_HAND_RECORD_PATH,
            PoseProperties.RIGHT_HAND_RECORD_PATH,
            PoseProperties.FRAME_TIME_RECORD_PATH,
            PoseProperties.PERFORMER_RECORD_PATH,
            TEXT_RECORD_PATH,
            PoseProperties.COORDINATES,
            PoseProperties.ASPECT_RATIO,
            PoseProperties.MIRRORING,
            PoseProperties.MINIMUM_VISIBILITY,
            PoseProperties.DETAIL,
            PoseProperties.DEGREE_STEP);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, REJECTED, ORIGINAL, FAILURE);

    private volatile PoseOptions poses;

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
        poses = PoseOptions.of(context);
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        return new SampleVerifier(
                        context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class),
                        attributes,
                        verificationLogger)
                .verify(List.of(
                        new PoseCheck(PoseOptions.of(context)),
                        new TargetCheck(
                                TEXT_RECORD_PATH,
                                context.getProperty(TEXT_RECORD_PATH).getValue())));
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
            fail(session, flowFile, ContentException.code(e), e);
            return;
        } catch (final IllegalArgumentException e) {
            fail(session, flowFile, ErrorCode.INVALID_PROPERTY.code(), e);
            return;
        }

        final Map<String, String> attributes = Map.of(
                RECORDS_DESCRIBED,
                Long.toString(records.successCount()),
                RECORDS_REJECTED,
                Long.toString(records.rejectedCount()));
        records.success().forEach(next -> transfer(session, next, attributes, SUCCESS));
        if (records.summary() != null) {
            getLogger().warn("{}: {}", flowFile, records.summary());
        }
        records.rejected().forEach(next -> transfer(session, next, attributes, REJECTED));
        transfer(session, flowFile, attributes, ORIGINAL);
        Counter.RECORDS_DESCRIBED.add(session, records.successCount());
        Counter.RECORDS_REJECTED.add(session, records.rejectedCount());
    }

    private RoutedRecords describe(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final PoseReader reader = poses.reader(flowFile);
        final RecordDescriber describer = new RecordDescriber(
                reader, poses.describer(), context.getProperty(TEXT_RECORD_PATH).getValue());
        final RecordRouting routing = new RecordRouting(
                session,
                flowFile,
                context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class),
                context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class),
                getLogger());
        final RoutedRecords described = describer.describe(routing);
        reader.reportSkippedHands(session, flowFile, getLogger());
        return described;
    }

    private static void transfer(
            final ProcessSession session,
            final FlowFile flowFile,
            final Map<String, String> attributes,
            final Relationship relationship) {
        session.transfer(session.putAllAttributes(ErrorAttributes.clear(session, flowFile), attributes), relationship);
    }

    private void fail(final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        getLogger().error("Failed to describe the poses of {}", flowFile, cause);
        session.transfer(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage())), FAILURE);
    }
}
