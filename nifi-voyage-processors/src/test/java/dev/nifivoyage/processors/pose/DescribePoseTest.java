/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records with poses in, records with texts out.
 */
class DescribePoseTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] NUMBERS = {"x", "y", "z", "visibility"};

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = TestRunners.newTestRunner(new DescribePose());
        final JsonTreeReader reader = new JsonTreeReader();
        runner.addControllerService("reader", reader);
        runner.enableControllerService(reader);
        final JsonRecordSetWriter writer = new JsonRecordSetWriter();
        runner.addControllerService("writer", writer);
        runner.setProperty(writer, "output-grouping", "output-oneline");
        runner.enableControllerService(writer);
        runner.setProperty(DescribePose.RECORD_READER, "reader");
        runner.setProperty(DescribePose.RECORD_WRITER, "writer");
        runner.setProperty(PoseProperties.LEFT_HAND_RECORD_PATH, "/left_hand");
        runner.setProperty(PoseProperties.RIGHT_HAND_RECORD_PATH, "/right_hand");
        runner.setProperty(PoseProperties.FRAME_TIME_RECORD_PATH, "/time");
        runner.setProperty(PoseProperties.PERFORMER_RECORD_PATH, "/performer");
        runner.assertValid();
    }

    @ParameterizedTest
    @EnumSource(SampleGesture.class)
    void describesTheSamples(final SampleGesture gesture) throws Exception {
        run(SamplePoses.lines(gesture));

        runner.assertTransferCount(DescribePose.REJECTED, 0);
        assertEquals(SampleTexts.of(gesture).get(gesture), texts());
        runner.getFlowFilesForRelationship(DescribePose.ORIGINAL)
                .getFirst()
                .assertAttributeEquals(DescribePose.RECORDS_DESCRIBED, "8");
    }

    @Test
    void readsRecordsAndNames() throws Exception {
        final ObjectNode record = record(SampleGesture.POINT_LEFT);
        final ArrayNode records = JSON.createArrayNode();
        final ObjectNode named = JSON.createObjectNode();
        for (final BodyPart part : BodyPart.values()) {
            final ObjectNode point = JSON.createObjectNode();
            for (int i = 0; i < NUMBERS.length; i++) {
                point.set(
                        NUMBERS[i],
                        record.path("landmarks").path(part.ordinal()).path(i));
            }
            records.add(point);
            named.set(part.name().toLowerCase(Locale.ROOT), point);
        }
        run(record + "\n" + record.deepCopy().put("performer", "b").set("landmarks", records));
        run(record.deepCopy().set("landmarks", named).toString());

        final List<String> texts = texts();
        assertEquals(3, texts.size());
        assertEquals(1, texts.stream().distinct().count(), texts::toString);
    }

    @Test
    void aFlowFileWithoutRecordsComesOutWithoutRecords() throws Exception {
        run("");

        runner.assertTransferCount(DescribePose.REJECTED, 0);
        assertEquals(List.of(), texts());
    }

    @Test
    void findsTheFirstOfSeveralPeopleThoughAnotherRecordHasNone() throws Exception {
        runner.setProperty(PoseProperties.LANDMARKS_RECORD_PATH, "/people[0]");
        final ObjectNode good = record(SampleGesture.BOW);
        good.set("people", JSON.createArrayNode().add(good.remove("landmarks")));
        run("""
            %s
            {"people":"nobody"}""".formatted(good));

        assertEquals(1, texts().size());
        assertEquals(
                "missing_landmarks",
                Records.read(runner.getFlowFilesForRelationship(DescribePose.REJECTED))
                        .getFirst()
                        .path("error")
                        .path("code")
                        .asText());
    }

    @Test
    void aRecordWithoutAPlaceForItsTextIsRejectedAlone() throws Exception {
        runner.setProperty(DescribePose.TEXT_RECORD_PATH, "/said/text");
        final ObjectNode good = record(SampleGesture.BOW);
        good.putObject("said");
        run(good + "\n" + record(SampleGesture.BOW));

        final List<JsonNode> described = Records.read(runner.getFlowFilesForRelationship(DescribePose.SUCCESS));
        assertEquals(1, described.size());
        assertTrue(described.getFirst().path("said").path("text").asText().length() > 20);
        assertEquals(
                List.of("missing_target"),
                Records.read(runner.getFlowFilesForRelationship(DescribePose.REJECTED)).stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
    }

    @Test
    void recordsWithoutAPoseAreErrors() throws Exception {
        final ObjectNode good = record(SampleGesture.BOW);
        final ObjectNode few = good.deepCopy();
        ((ArrayNode) few.path("landmarks")).remove(32);
        run("""
            {"landmarks":null}
            {"landmarks":[]}
            """ + few + "\n" + good);

        assertEquals(
                List.of("missing_landmarks", "missing_landmarks", "landmark_count"),
                Records.read(runner.getFlowFilesForRelationship(DescribePose.REJECTED)).stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertEquals(
                "FlowFile: Routed 3 of 4 records to rejected. First error, in record 1: There are no landmarks at /landmarks",
                LoggedWarnings.only(runner));
        assertEquals(1, texts().size());
        runner.getFlowFilesForRelationship(DescribePose.ORIGINAL)
                .getFirst()
                .assertAttributeEquals(DescribePose.RECORDS_REJECTED, "3");

        runner.clearTransferState();
        run("""
            {"landmarks":"standing"}""");
        assertEquals(
                "not_landmarks",
                Records.read(runner.getFlowFilesForRelationship(DescribePose.REJECTED))
                        .getFirst()
                        .path("error")
                        .path("code")
                        .asText());
    }

    @Test
    void unseenLandmarksAreNotGuessed() throws Exception {
        final ObjectNode record = record(SampleGesture.POINT_LEFT);
        ((ArrayNode) record.path("landmarks").path(BodyPart.LEFT_WRIST.ordinal()))
                .set(3, JSON.getNodeFactory().numberNode(0.2));
        run(record.toString());

        assertTrue(texts().getFirst().contains("Left arm not seen"), texts().getFirst());
        assertFalse(texts().getFirst().contains("stretched"), texts().getFirst());
    }

    @Test
    void worldCoordinatesNeedNoAspectRatio() throws Exception {
        runner.setProperty(PoseProperties.COORDINATES, "WORLD");
        final ObjectNode record = record(SampleGesture.HANDS_ON_HIPS);
        for (final JsonNode landmark : record.path("landmarks")) {
            final ArrayNode numbers = (ArrayNode) landmark;
            numbers.set(0, JSON.getNodeFactory().numberNode((numbers.path(0).asDouble() - 0.5) * 16 / 9 / 0.4));
            numbers.set(1, JSON.getNodeFactory().numberNode((numbers.path(1).asDouble() - 0.5) / 0.4));
            numbers.set(2, JSON.getNodeFactory().numberNode(numbers.path(2).asDouble() * 16 / 9 / 0.4));
        }
        run(record.toString());

        assertTrue(texts().getFirst().contains("Both hands on the hips"), texts().getFirst());
    }

    @Test
    void unreadableContentFails() {
        runner.enqueue("{\"landmarks\": [[0.1");
        runner.run();

        runner.assertAllFlowFilesTransferred(DescribePose.FAILURE, 1);
        runner.getFlowFilesForRelationship(DescribePose.FAILURE)
                .getFirst()
                .assertAttributeEquals("error.code", "unreadable_content");
    }

    @Test
    void aspectRatioOfAnAttribute() throws Exception {
        runner.setProperty(PoseProperties.ASPECT_RATIO, "${ratio}");
        runner.enqueue(record(SampleGesture.BOW).toString(), Map.of("ratio", "wide"));
        runner.run();
        runner.assertTransferCount(DescribePose.FAILURE, 1);

        runner.clearTransferState();
        runner.enqueue(record(SampleGesture.BOW).toString(), Map.of("ratio", "1920:1080"));
        runner.run();
        runner.assertTransferCount(DescribePose.SUCCESS, 1);
        runner.setProperty(PoseProperties.ASPECT_RATIO, "wide");
        runner.assertNotValid();
    }

    private void run(final String content) {
        runner.enqueue(content);
        runner.run();
    }

    private List<String> texts() throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(DescribePose.SUCCESS)).stream()
                .map(record -> record.path("text").asText())
                .toList();
    }

    private static ObjectNode record(final SampleGesture gesture) throws Exception {
        return SampleTexts.firstFrame(gesture);
    }
}
