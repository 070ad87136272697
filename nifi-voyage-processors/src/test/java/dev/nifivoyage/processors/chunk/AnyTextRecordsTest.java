/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.chunk.split.AnyTexts;
import dev.nifivoyage.processors.record.path.BlankText;
import dev.nifivoyage.processors.request.TokenEstimate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.util.Iterator;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The positions in the records that are written lead to the chunks in the texts that were read.
 */
class AnyTextRecordsTest {
    private static final int MAXIMUM = 9;

    private static TestRunner ofRecords;
    private static TestRunner ofTexts;

    @BeforeContainer
    static void start() throws Exception {
        ofRecords = runner();
        VoyageTestEnvironment.use(ofRecords, "Record Reader", new JsonTreeReader());
        ofTexts = runner();
    }

    private static TestRunner runner() throws Exception {
        final TestRunner runner = TestRunners.newTestRunner(new ChunkText());
        VoyageTestEnvironment.use(runner, "Record Writer", new JsonRecordSetWriter());
        runner.setProperty(ChunkProperties.TEXT_FORMAT, "MARKDOWN");
        runner.setProperty(ChunkProperties.MAXIMUM_CHUNK_SIZE, Integer.toString(MAXIMUM));
        runner.setProperty(ChunkProperties.OVERLAP, "3");
        return runner;
    }

    @Property(tries = 150, seed = "-5084522716773347706")
    void ofRecords(@ForAll @Size(max = 4) final List<@From("texts") String> texts) throws Exception {
        final Iterator<JsonNode> chunks =
                chunks(ofRecords, Records.of(texts.toArray(String[]::new))).iterator();
        for (int i = 0; i < texts.size(); i++) {
            if (!BlankText.isBlank(texts.get(i))) {
                assertChunks(texts.get(i), i, chunks);
            }
        }
        assertFalse(chunks.hasNext());
    }

    @Property(tries = 150, seed = "3257656519076993235")
    void ofFlowFiles(@ForAll("texts") final String text) throws Exception {
        final String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        final Iterator<JsonNode> chunks = chunks(ofTexts, text).iterator();
        if (!BlankText.isBlank(content)) {
            assertChunks(content, null, chunks);
        }
        assertFalse(chunks.hasNext());
    }

    @Provide
    Arbitrary<String> texts() {
        return AnyTexts.texts();
    }

    private static List<JsonNode> chunks(final TestRunner runner, final String content) throws Exception {
        runner.clearTransferState();
        runner.enqueue(content);
        runner.run();
        runner.assertTransferCount(ChunkText.FAILURE, 0);
        return Records.read(runner.getFlowFilesForRelationship(ChunkText.SUCCESS));
    }

    private static void assertChunks(final String text, final Integer id, final Iterator<JsonNode> chunks) {
        int count;
        int index = 0;
        do {
            final JsonNode chunk = chunks.next();
            count = chunk.path("chunk_count").asInt();
            assertEquals(index, chunk.path("chunk_index").asInt());
            assertEquals(
                    text.substring(
                            chunk.path("chunk_start").asInt(),
                            chunk.path("chunk_end").asInt()),
                    chunk.path("text").asText());
            assertTrue(TokenEstimate.ofText(chunk.path("text").asText()) <= MAXIMUM);
            if (id != null) {
                assertEquals(id, chunk.path("id").asInt());
                assertTrue(chunk.path("document_id").asText().endsWith("#" + (id + 1)));
            }
            index++;
        } while (index < count);
    }
}
