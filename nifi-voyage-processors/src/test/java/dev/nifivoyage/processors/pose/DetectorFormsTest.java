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
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.HandPart;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Poses as detectors and the scripts around them write them have the words of the same pose in the form of the samples.
 */
class DetectorFormsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] NUMBERS = {"x", "y", "z", "visibility"};

    private final TestRunner runner = TestRunners.newTestRunner(new DescribePose());
    private ObjectNode sample;
    private String words;

    @BeforeEach
    void start() throws Exception {
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
        sample = SampleTexts.firstFrame(SampleGesture.THUMBS_DOWN);
        sample.remove(List.of("gesture", "performer", "time"));
        words = describe(sample);
        assertTrue(words.contains("thumbs down"), words);
    }

    @Test
    void aHandIsSeenThoughMediaPipeGivesItNoVisibility() throws Exception {
        set(sample, "right_hand", 3, 0.0);
        assertEquals(words, describe(sample));
    }

    @Test
    void fingersOfWhichADetectorIsUnsureAreNotSeen() throws Exception {
        set(sample, "right_hand", 3, 0.9);
        number(sample, "right_hand", HandPart.THUMB_TIP.ordinal(), 3, 0.1);
        assertTrue(describe(sample).contains("fingers not seen"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "null", "\"NaN\"", "\"\"", "0.3"})
    void aHandOfEqualNumbersIsNotSeen(final String number) throws Exception {
        final ObjectNode without = sample.deepCopy();
        without.remove("right_hand");
        final String withoutHand = describe(without);
        for (int i = 0; i < 4; i++) {
            set(sample, "right_hand", i, JSON.readTree(number));
        }

        assertEquals(withoutHand, describe(sample));
        assertFalse(withoutHand.contains("closed in a fist"), withoutHand);
        assertEquals(0, runner.getLogger().getWarnMessages().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "null", "\"NaN\"", "0.3"})
    void aBodyOfEqualNumbersIsMissing(final String number) throws Exception {
        for (int i = 0; i < 4; i++) {
            set(sample, "landmarks", i, JSON.readTree(number));
        }
        assertEquals("missing_landmarks", error(sample));
    }

    @ParameterizedTest
    @CsvSource({"0, null", "1, null", "2, null", "0, '\"nan\"'", "1, '\"nan\"'", "2, '\"\"'"})
    void aMissingCoordinateHidesItsLandmarkOnly(final int coordinate, final String value) throws Exception {
        final ObjectNode body = sample.deepCopy();
        set(body, "landmarks", BodyPart.LEFT_WRIST.ordinal(), coordinate, JSON.readTree(value));
        assertTrue(describe(body).contains("Left arm not seen"));

        final ObjectNode hand = sample.deepCopy();
        set(hand, "right_hand", HandPart.RING_FINGER_TIP.ordinal(), coordinate, JSON.readTree(value));
        assertTrue(describe(hand).contains("fingers not seen"));
    }

    // NiFi's own JSON writer takes this text among numbers for a number, and cannot write it
    @Test
    void aTextAmongNumbersIsWrittenAsItWas() throws Exception {
        set(
                sample,
                "landmarks",
                BodyPart.LEFT_WRIST.ordinal(),
                0,
                JSON.getNodeFactory().textNode("NaN"));
        assertTrue(describe(sample).contains("Left arm not seen"));

        final JsonNode described = JSON.readTree(runner.getFlowFilesForRelationship(DescribePose.SUCCESS)
                .getLast()
                .getContent());
        assertEquals(JSON.readTree(sample.toString()).path("landmarks"), described.path("landmarks"));
    }

    @Test
    void zerosMakeALandmarkUnseen() throws Exception {
        for (int i = 0; i < 3; i++) {
            number(sample, "landmarks", BodyPart.LEFT_WRIST.ordinal(), i, 0);
        }
        assertTrue(describe(sample).contains("Left arm not seen"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IMAGE", "PIXEL", "WORLD"})
    void aHandThatBeginsAtItsWristHasItsWrist(final String coordinates) throws Exception {
        runner.setProperty(PoseProperties.COORDINATES, coordinates);
        final double width = coordinates.equals("PIXEL") ? 1920 : coordinates.equals("WORLD") ? 16.0 / 9 / 0.4 : 1;
        final double height = coordinates.equals("PIXEL") ? 1080 : coordinates.equals("WORLD") ? 1 / 0.4 : 1;
        for (final String field : List.of("landmarks", "left_hand", "right_hand")) {
            scale(field, width, height);
        }
        final String expected = describe(sample);
        assertTrue(expected.contains("thumbs down"), expected);

        for (final String field : List.of("left_hand", "right_hand")) {
            final JsonNode wrist = sample.path(field).path(0).deepCopy();
            for (int i = 0; i < 3; i++) {
                for (int landmark = 0; landmark < 21; landmark++) {
                    number(
                            sample,
                            field,
                            landmark,
                            i,
                            sample.path(field).path(landmark).path(i).asDouble()
                                    - wrist.path(i).asDouble());
                }
            }
        }
        assertEquals(expected, describe(sample));
    }

    @Test
    void zerosMakeAFingerUnseen() throws Exception {
        for (int i = 0; i < 3; i++) {
            number(sample, "right_hand", HandPart.THUMB_TIP.ordinal(), i, 0);
        }
        assertTrue(describe(sample).contains("fingers not seen"));
    }

    private void scale(final String field, final double width, final double height) {
        for (int landmark = 0; landmark < sample.path(field).size(); landmark++) {
            number(
                    sample,
                    field,
                    landmark,
                    0,
                    sample.path(field).path(landmark).path(0).asDouble() * width);
            number(
                    sample,
                    field,
                    landmark,
                    1,
                    sample.path(field).path(landmark).path(1).asDouble() * height);
            number(
                    sample,
                    field,
                    landmark,
                    2,
                    sample.path(field).path(landmark).path(2).asDouble() * width);
        }
    }

    @Test
    void anUnusableHandIsSkippedAndReported() throws Exception {
        final ObjectNode few = sample.deepCopy();
        ((ArrayNode) few.path("right_hand")).remove(20);
        final ObjectNode none = sample.deepCopy();
        none.remove("right_hand");
        final ObjectNode text = sample.deepCopy().put("right_hand", "open");
        final String expected = describe(none);

        run(few + "\n" + few + "\n" + text);
        assertEquals(List.of(expected, expected, expected), texts());
        assertEquals(
                "Skipped 3 hands of FlowFile and described their poses without them. First reason: There are 20 landmarks at /right_hand instead of 21",
                LoggedWarnings.only(runner));
        assertEquals(3, runner.getCounterValue("Hands Skipped"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"visibility", "Visibility", "score", "confidence", "presence"})
    void visibilityHasOtherNames(final String name) throws Exception {
        final ObjectNode unseen = sample.deepCopy();
        number(unseen, "landmarks", BodyPart.LEFT_WRIST.ordinal(), 3, 0.2);
        final String expected = describe(unseen);
        unseen.set("landmarks", records(unseen.path("landmarks"), name));

        assertTrue(expected.contains("Left arm not seen"), expected);
        assertEquals(expected, describe(unseen));
    }

    @Test
    void landmarksMayBeJsonTexts() throws Exception {
        final ObjectNode whole = JSON.createObjectNode();
        sample.fieldNames()
                .forEachRemaining(name -> whole.put(name, sample.path(name).toString()));
        assertEquals(words, describe(whole));

        final ObjectNode python = JSON.createObjectNode();
        sample.fieldNames()
                .forEachRemaining(name -> python.put(
                        name,
                        records(sample.path(name), "visibility").toString().replace('"', '\'')));
        assertEquals(words, describe(python));

        final ObjectNode each = JSON.createObjectNode();
        sample.fieldNames().forEachRemaining(name -> {
            final ArrayNode points = each.putArray(name);
            sample.path(name).forEach(point -> points.add(point.toString()));
        });
        assertEquals(words, describe(each));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[0.1,", "{no json}", "standing"})
    void aTextThatIsNoJsonIsAnError(final String text) throws Exception {
        assertEquals("not_landmarks", error(sample.put("landmarks", text)));
    }

    @Test
    void landmarksMayBeOneFlatArrayOfNumbers() throws Exception {
        final ObjectNode flat = JSON.createObjectNode();
        sample.fieldNames().forEachRemaining(name -> {
            final ArrayNode numbers = flat.putArray(name);
            sample.path(name).forEach(point -> point.forEach(numbers::add));
        });
        assertEquals(words, describe(flat));

        ((ArrayNode) flat.path("landmarks")).remove(131);
        assertEquals("landmark_count", error(flat));
    }

    @Test
    void readsTheWrappersOfMediaPipe() throws Exception {
        final ObjectNode tasks = JSON.createObjectNode();
        sample.fieldNames()
                .forEachRemaining(name -> tasks.putArray(name).add(records(sample.path(name), "visibility")));
        assertEquals(words, describe(tasks));

        final ObjectNode legacy = JSON.createObjectNode();
        sample.fieldNames()
                .forEachRemaining(
                        name -> legacy.putObject(name).set("landmark", records(sample.path(name), "visibility")));
        assertEquals(words, describe(legacy));

        ((ArrayNode) tasks.path("landmarks")).add(records(sample.path("landmarks"), "visibility"));
        assertEquals("multiple_values", error(tasks));
        ((ArrayNode) tasks.path("landmarks")).removeAll();
        assertEquals("missing_landmarks", error(tasks));
    }

    @Test
    void readsPosesOfTensorFlow() throws Exception {
        final ObjectNode pose = JSON.createObjectNode();
        final ArrayNode keypoints = pose.put("score", 0.98).putArray("keypoints");
        for (final BodyPart part : BodyPart.values()) {
            final JsonNode point = sample.path("landmarks").path(part.ordinal());
            keypoints
                    .insertObject(0)
                    .put("x", point.path(0).asDouble() * 1920)
                    .put("y", point.path(1).asDouble() * 1080)
                    .put("z", point.path(2).asDouble() * 1920)
                    .put("score", point.path(3).asDouble())
                    .put("name", part.name().toLowerCase(Locale.ROOT));
        }
        final ObjectNode without = sample.deepCopy();
        without.remove(List.of("left_hand", "right_hand"));
        final String expected = describe(without);
        final ObjectNode record = JSON.createObjectNode();
        record.putArray("landmarks").add(pose);

        assertEquals("coordinates_mismatch", error(record));
        runner.setProperty(PoseProperties.COORDINATES, "PIXEL");
        assertEquals(expected, describe(record));

        keypoints.forEach(point -> ((ObjectNode) point).remove("z"));
        assertEquals("missing_landmarks", error(record));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name_c",
                "NAME_C",
                "name.c",
                "c_name",
                "cN",
                "c+N",
                "landmark_N_c",
                "c_N",
                "lm+N_c",
                "pose_N_c",
                "nameC"
            })
    void readsColumns(final String form) throws Exception {
        runner.setProperty(PoseProperties.LANDMARKS_RECORD_PATH, "/");
        runner.setProperty(PoseProperties.LEFT_HAND_RECORD_PATH, "/");
        runner.setProperty(PoseProperties.RIGHT_HAND_RECORD_PATH, "/");
        final ObjectNode columns = JSON.createObjectNode()
                .put("frame", 7)
                .put("class", "THUMBS_DOWN")
                .put("score", 0.3);
        columns(columns, form, "", "landmarks", index -> BodyPart.values()[index].name());
        columns(columns, form, "left_hand_", "left_hand", index -> HandPart.values()[index].name());
        columns(columns, form, "right_hand_", "right_hand", index -> HandPart.values()[index].name());

        assertEquals(words, describe(columns));
    }

    @Test
    void readsColumnsOfACsvFile() throws Exception {
        VoyageTestEnvironment.use(runner, "Record Reader", new CSVReader());
        runner.setProperty(PoseProperties.LANDMARKS_RECORD_PATH, "/");
        runner.setProperty(PoseProperties.LEFT_HAND_RECORD_PATH, "/");
        runner.setProperty(PoseProperties.RIGHT_HAND_RECORD_PATH, "/");
        final ObjectNode columns = JSON.createObjectNode();
        columns(columns, "c+N", "", "landmarks", index -> BodyPart.values()[index].name());
        columns(columns, "c+N", "lh_", "left_hand", index -> HandPart.values()[index].name());
        columns(columns, "c+N", "rh_", "right_hand", index -> HandPart.values()[index].name());
        final List<String> names = new ArrayList<>();
        final List<String> values = new ArrayList<>();
        final List<String> unseen = new ArrayList<>();
        columns.properties().forEach(column -> {
            names.add(column.getKey());
            values.add(column.getValue().asText());
            unseen.add(
                    column.getKey().endsWith("16") && !column.getKey().contains("h_")
                            ? ""
                            : column.getValue().asText());
        });
        run(String.join(",", names) + "\n" + String.join(",", values) + "\n" + String.join(",", unseen));

        assertEquals(words, texts().getFirst());
        assertTrue(texts().getLast().contains("Left arm not seen"), texts().getLast());
    }

    @Test
    void columnsOfTooFewLandmarksAreAnError() throws Exception {
        runner.setProperty(PoseProperties.LANDMARKS_RECORD_PATH, "/");
        final ObjectNode columns = JSON.createObjectNode();
        columns(columns, "cN", "", "landmarks", index -> BodyPart.values()[index].name());
        columns.remove(List.of("x32", "y32", "z32", "v32"));

        assertEquals("landmark_count", error(columns));
    }

    @Test
    void aMirroredPictureHasTheWordsOfTheOtherSide() throws Exception {
        final ObjectNode mirrored = JSON.createObjectNode();
        for (final String field : List.of("landmarks", "left_hand", "right_hand")) {
            mirrored.set(
                    switch (field) {
                        case "left_hand" -> "right_hand";
                        case "right_hand" -> "left_hand";
                        default -> field;
                    },
                    mirror(sample.path(field), field.equals("landmarks")));
        }

        assertTrue(describe(mirrored).contains("Left arm with the elbow bent"), describe(mirrored));
        runner.setProperty(PoseProperties.MIRRORING, "PICTURE");
        assertEquals(words, describe(mirrored));
    }

    @Test
    void mirroredCoordinatesHaveTheWordsOfTheSameSide() throws Exception {
        final ObjectNode mirrored = JSON.createObjectNode();
        for (final String field : List.of("landmarks", "left_hand", "right_hand")) {
            mirrored.set(field, mirror(sample.path(field), false));
        }

        assertNotEquals(words, describe(mirrored));
        runner.setProperty(PoseProperties.MIRRORING, "COORDINATES");
        assertEquals(words, describe(mirrored));
    }

    private static ArrayNode mirror(final JsonNode points, final boolean sides) {
        final ArrayNode mirrored = JSON.createArrayNode();
        for (int i = 0; i < points.size(); i++) {
            final int index = sides ? opposite(i) : i;
            final JsonNode point = points.path(index);
            mirrored.addArray()
                    .add(1 - point.path(0).asDouble())
                    .add(point.path(1))
                    .add(point.path(2))
                    .add(point.path(3));
        }

        return mirrored;
    }

    private static int opposite(final int index) {
        final String name = BodyPart.values()[index].name();
        return BodyPart.valueOf(name.contains("LEFT") ? name.replace("LEFT", "RIGHT") : name.replace("RIGHT", "LEFT"))
                .ordinal();
    }

    private void columns(
            final ObjectNode columns,
            final String form,
            final String prefix,
            final String field,
            final IntFunction<String> names) {
        final BiFunction<Integer, String, String> name = (index, coordinate) -> {
            final String small = names.apply(index).toLowerCase(Locale.ROOT);
            return switch (form) {
                case "name_c" -> prefix + small + "_" + coordinate;
                case "NAME_C" -> (prefix + small + "_" + coordinate).toUpperCase(Locale.ROOT);
                case "name.c" -> prefix + small + "." + coordinate;
                case "c_name" -> coordinate + "_" + prefix + small;
                case "cN" -> prefix + coordinate.charAt(0) + index;
                case "c+N" -> prefix + coordinate.charAt(0) + (index + 1);
                case "landmark_N_c" -> prefix + "landmark_" + index + "_" + coordinate;
                case "c_N" -> prefix + coordinate + "_" + index;
                case "lm+N_c" -> prefix + "lm" + (index + 1) + "_" + coordinate;
                case "pose_N_c" -> (prefix.isEmpty() ? "pose_" : prefix) + index + "_" + coordinate;
                default ->
                    camel(prefix + small)
                            + coordinate.substring(0, 1).toUpperCase(Locale.ROOT)
                            + coordinate.substring(1);
            };
        };
        for (int index = 0; index < sample.path(field).size(); index++) {
            for (int i = 0; i < NUMBERS.length; i++) {
                columns.set(
                        name.apply(index, NUMBERS[i]),
                        sample.path(field).path(index).path(i));
            }
        }
    }

    private static String camel(final String name) {
        final StringBuilder camel = new StringBuilder();
        for (final String word : name.split("_")) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }

        return camel.toString();
    }

    private static ArrayNode records(final JsonNode points, final String visibility) {
        final ArrayNode records = JSON.createArrayNode();
        points.forEach(point -> records.addObject()
                .<ObjectNode>set("x", point.path(0))
                .<ObjectNode>set("y", point.path(1))
                .<ObjectNode>set("z", point.path(2))
                .set(visibility, point.path(3)));
        return records;
    }

    private static void set(final ObjectNode record, final String field, final int coordinate, final double number) {
        set(record, field, coordinate, JSON.getNodeFactory().numberNode(number));
    }

    private static void set(final ObjectNode record, final String field, final int coordinate, final JsonNode value) {
        record.path(field).forEach(point -> ((ArrayNode) point).set(coordinate, value));
    }

    private static void number(
            final ObjectNode record,
            final String field,
            final int landmark,
            final int coordinate,
            final double number) {
        set(record, field, landmark, coordinate, JSON.getNodeFactory().numberNode(number));
    }

    private static void set(
            final ObjectNode record,
            final String field,
            final int landmark,
            final int coordinate,
            final JsonNode value) {
        ((ArrayNode) record.path(field).path(landmark)).set(coordinate, value);
    }

    private void run(final String content) {
        runner.clearTransferState();
        runner.enqueue(content);
        runner.run();
    }

    private String describe(final ObjectNode record) throws Exception {
        run(record.toString());
        runner.assertTransferCount(DescribePose.FAILURE, 0);
        runner.assertTransferCount(DescribePose.REJECTED, 0);
        return texts().getFirst();
    }

    private String error(final ObjectNode record) throws Exception {
        run(record.toString());
        return Records.read(runner.getFlowFilesForRelationship(DescribePose.REJECTED))
                .getFirst()
                .path("error")
                .path("code")
                .asText();
    }

    private List<String> texts() throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(DescribePose.SUCCESS)).stream()
                .map(record -> record.path("text").asText())
                .toList();
    }
}
