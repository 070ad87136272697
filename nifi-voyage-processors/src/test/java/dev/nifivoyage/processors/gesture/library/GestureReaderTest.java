/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GestureReaderTest {

    private static List<GestureRecord> read(final InputStream library) throws Exception {
        final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
        final JsonTreeReader json = new JsonTreeReader();
        runner.addControllerService("reader", json);
        runner.enableControllerService(json);
        final List<GestureRecord> records = new ArrayList<>();
        try (InputRecords input = new InputRecords(
                new InputRecords.Source() {
                    @Override
                    public InputStream content() {
                        return library;
                    }

                    @Override
                    public RecordReader reader(final InputStream content)
                            throws IOException, MalformedRecordException, SchemaNotFoundException {
                        return json.createRecordReader(Map.of(), content, -1, runner.getLogger());
                    }
                },
                runner.getLogger())) {
            final GestureReader reader = new GestureReader(input, GesturePaths.DEFAULT);
            GestureRecord record;
            while ((record = reader.next()) != null) {
                records.add(record);
            }
        }
        return records;
    }

    private static List<GestureRecord> read(final String library) throws Exception {
        return read(new ByteArrayInputStream(library.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsAShippedLibrary() throws Exception {
        final List<GestureRecord> records;
        try (InputStream file = GestureReaderTest.class.getResourceAsStream("/gestures/archetypes.jsonl")) {
            // a file in a jar cannot be read twice, as inferring a schema does
            records = read(new BufferedInputStream(file, 1 << 20));
        }

        assertTrue(records.stream().allMatch(GestureRecord.Usable.class::isInstance));
        assertEquals(
                List.of("WARRIOR", "NURTURER", "SAGE", "JESTER", "LOVER", "MAGICIAN", "INNOCENT", "EVERYMAN"),
                records.stream().map(record -> gesture(record).label()).toList());
        final Gesture warrior = gesture(records.getFirst());
        assertEquals(6, warrior.texts().size());
        assertEquals(5, warrior.variationCount());
        assertEquals(warrior.texts().getFirst(), warrior.text());
        assertEquals("1", warrior.version());
        assertEquals("red", warrior.attributes().get("color"));
    }

    @Test
    void needsNoMoreThanLabelAndText() throws Exception {
        final Gesture nod = gesture(read("""
            {"label":" NOD ","text":"nodding"}""").getFirst());

        assertEquals("NOD", nod.label());
        assertEquals(List.of("nodding"), nod.texts());
        assertEquals(0, nod.variationCount());
        assertNull(nod.version());
        assertEquals(Map.of(), nod.attributes());
    }

    @Test
    void takesNumbersForLabelAndVersion() throws Exception {
        final Gesture seven = gesture(read("""
            {"label":7,"text":"a seven","version":2}""").getFirst());

        assertEquals("7", seven.label());
        assertEquals("2", seven.version());
    }

    @Test
    void describesTheErrorOfARecord() throws Exception {
        final GestureRecord record = read("""
            {"label":"NOD","text":"nodding","variations":["again"," "]}""").getFirst();

        final RecordError error =
                assertInstanceOf(GestureRecord.Unusable.class, record).error();
        assertEquals("blank_text", error.code());
        assertTrue(error.message().startsWith("NOD, variation 2: "), error.message());
        assertEquals("NOD", record.record().record().getAsString("label"));
    }

    private static Gesture gesture(final GestureRecord record) {
        return assertInstanceOf(GestureRecord.Usable.class, record).gesture();
    }

    @Test
    void isNoGestureWithoutATextAtAll() {
        final IllegalArgumentException rejection = assertThrows(
                IllegalArgumentException.class, () -> new Gesture("NOD", List.of(), List.of(), null, Map.of()));
        assertTrue(rejection.getMessage().contains("NOD"));
    }
}
