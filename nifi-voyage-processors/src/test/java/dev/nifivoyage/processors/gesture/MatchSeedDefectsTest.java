/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the matching of the seed did wrong, by the records of its list of defects.
 */
class MatchSeedDefectsTest {
    private static final String LIBRARY = """
        {"label":"WAVE","text":"waves a hand","variations":["greets"],"version":"7"}
        {"label":"MY OWN","text":"a gesture of my own"}
        """;

    private MatchFlow flow;

    @BeforeEach
    void start() throws Exception {
        flow = new MatchFlow(new VoyageLocalOptions());
        flow.runner().setProperty(MatchProperties.LIBRARY, LIBRARY);
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
    }

    /** An import took vectors of any model and dimension. */
    @Test
    void recordGModelAndDimensionOfVectorsAreChecked() throws Exception {
        flow.runner().setProperty(MatchProperties.LIBRARY, """
            {"label":"WAVE","text":"waves","embedding":[1,0],"embedding_model":"voyage-3-lite"}""");
        flow.run(Records.of("waves"));

        final String message = flow.only(MatchRelationships.RETRY).getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(
                message.contains("WAVE") && message.contains("voyage-3-lite") && message.contains("voyage-4"), message);
    }

    /** Names and vectors were paired up to the end of the shorter list. */
    @Test
    void recordOAVectorTooFewIsAnError() {
        flow.runner().setProperty(MatchProperties.LIBRARY, """
            {"label":"WAVE","text":"waves","variations":["greets","says hello"],"embedding":[1,0],"variation_embeddings":[[0,1]]}""");
        flow.run("""
            {"text":"waves"}""");

        final String message = flow.only(MatchRelationships.RETRY).getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("2 variations"), message);
        assertTrue(message.contains("1 vectors"), message);
    }

    /** A paid call was made to see whether the key is good. */
    @Test
    void recordQNothingIsSentBeforeTheFirstRecord() {
        flow.runner().run(1, false, true);
        assertEquals(0, flow.requests());
        assertEquals(0, flow.voyage().ledger().totals().realTimeTokens());
    }

    /** Equal texts in one call were paid as often as they came. */
    @Test
    void recordSEqualTextsArePaidOnce() throws Exception {
        flow.run(Records.of("greets"));
        final long library = flow.voyage().ledger().totals().realTimeTokens();
        flow.run(Records.of("jumps", "jumps", "jumps", "greets"));
        final long thrice = flow.voyage().ledger().totals().realTimeTokens() - library;
        flow.run(Records.of("sings"));
        final long once = flow.voyage().ledger().totals().realTimeTokens() - library - thrice;

        assertEquals(once, thrice);
    }

    /** A user-defined label lost its text and could not be embedded again, and an exported library was billed again. */
    @Test
    void anOwnLabelKeepsItsTextModelDimensionAndVersion() throws Exception {
        final String loaded;
        try (LibraryFlow library = new LibraryFlow()) {
            final TestRunner load = library.load(LoadingMode.REAL_TIME);
            load.enqueue(LIBRARY);
            load.run();
            loaded = LibraryFlow.only(load, LibraryRelationships.SUCCESS).getContent();
        }
        final List<ObjectNode> records = LibraryFlow.parse(loaded);
        assertEquals("a gesture of my own", records.get(1).path("text").asText());
        assertEquals("voyage-4", records.get(1).path("embedding_model").asText());
        assertEquals(1024, records.get(1).path("embedding_dimension").asInt());
        flow.runner().setProperty(MatchProperties.LIBRARY, loaded);
        flow.run(Records.of("a gesture of my own", "greets"));

        assertEquals(List.of("MY OWN", "WAVE"), flow.labels());
        assertEquals(
                "7",
                flow.records(MatchRelationships.SUCCESS)
                        .get(1)
                        .path("match")
                        .path("version")
                        .asText());
        // the two records, and nothing of the library
        assertEquals(1, flow.requests());
    }

    /** All labels had nearly the same probability, however clear the best one was. */
    @Test
    void flatSoftmaxProbabilityFollowsTheMargin() throws Exception {
        flow.run(Records.of("greets"));
        final JsonNode match =
                flow.records(MatchRelationships.SUCCESS).getFirst().path("match");
        assertTrue(match.path("margin").asDouble() > 0.5);
        assertTrue(match.path("probability").asDouble() > 0.99, match.toString());
    }
}
