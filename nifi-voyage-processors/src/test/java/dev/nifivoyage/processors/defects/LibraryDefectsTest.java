/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.vector.SyntheticVectorModel;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Regression tests of a predecessor whose gesture library stored vectors without their parameters.
 */
class LibraryDefectsTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private EhcacheEmbeddingCacheService cache;

    @BeforeEach
    void start() throws Exception {
        cache = LentCache.open();
    }

    @AfterEach
    void stop() throws IOException {
        cache.onDisabled();
    }

    @Test
    @DisplayName("t: custom labels lose their text")
    void tALabelOfOnesOwnKeepsWhatItsVectorsWereMadeOf() throws Exception {
        final List<JsonNode> exported = load("""
            {"label":"MY OWN","text":"a gesture of my own","variations":["another way of it"],"version":"7","attributes":{"color":"red"}}
            """, "256");

        final JsonNode own = exported.getFirst();
        assertEquals("a gesture of my own", own.path("text").asText());
        assertEquals("another way of it", own.at("/variations/0").asText());
        assertEquals("7", own.path("version").asText());
        assertEquals("red", own.at("/attributes/color").asText());
        assertMadeOf(own, 256);

        // what was exported can be embedded anew, in another dimension too, and the old vectors do not stay
        assertMadeOf(load(own.toString(), "512").getFirst(), 512);
        final long requests = flow.voyage().ledger().totals().requests();
        final ObjectNode changed = own.deepCopy();
        changed.put("text", "a changed gesture").put("version", "8");
        final JsonNode reloaded = load(changed.toString(), "256").getFirst();
        assertMadeOf(reloaded, 256);
        assertEquals("8", reloaded.path("version").asText());
        assertEquals(requests + 1, flow.voyage().ledger().totals().requests());
    }

    private List<JsonNode> load(final String library, final String dimension) throws Exception {
        final TestRunner load = flow.withRecords(new LoadGestureLibrary());
        LentCache.lend(cache, load);
        load.setProperty("Loading Mode", "REAL_TIME");
        load.setProperty("Dimensions", dimension);
        load.enqueue(library);
        load.run();
        load.assertTransferCount("rejected", 0);
        final List<JsonNode> gestures = JobView.records(load, "success");
        JobView.only(load, "success").assertAttributeEquals(VoyageAttributes.DIMENSION, dimension);
        return gestures;
    }

    private static void assertMadeOf(final JsonNode gesture, final int dimension) {
        assertEquals("voyage-4", gesture.path("embedding_model").asText());
        assertEquals(dimension, gesture.path("embedding_dimension").asInt());
        assertEquals("float", gesture.path("embedding_dtype").asText());
        assertEquals("document", gesture.path("embedding_input_type").asText());
        assertVector(gesture.path("text").asText(), gesture.path("embedding"), dimension);
        assertVector("another way of it", gesture.at("/variation_embeddings/0"), dimension);
    }

    private static void assertVector(final String text, final JsonNode vector, final int dimension) {
        final float[] expected =
                new SyntheticVectorModel().embed("voyage-4", "Represent the document for retrieval: ", text, dimension);
        assertEquals(dimension, vector.size(), text);
        for (int i = 0; i < dimension; i++) {
            assertEquals(expected[i], vector.get(i).floatValue(), text);
        }
    }
}
