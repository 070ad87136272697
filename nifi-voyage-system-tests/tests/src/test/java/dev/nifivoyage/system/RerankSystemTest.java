/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The flow rerank: the same queries in a batch job and in real time. */
@ExtendWith(SharedNiFi.class)
class RerankSystemTest {
    private static final String FILE = "queries.jsonl";

    @TempDir
    private Path directory;

    @Test
    void queriesAreRankedAlikeInAJobAndAtOnce(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow flow = ImportedFlow.start(nifi, "rerank", directory, voyage, Map.of());
            flow.give(ImportedFlow.data("queries/" + FILE), "Input Directory");
            flow.give(ImportedFlow.data("queries/" + FILE), "Live Directory");
            final List<JsonNode> queries = RecordFile.read(ImportedFlow.data("queries/" + FILE));
            final List<Path> written = flow.written("Output Directory", FILE, 2);
            final List<JsonNode> ranked = RecordFile.read(written.getFirst());
            assertEquals(ranked, RecordFile.read(written.getLast()));
            assertEquals(queries.size(), ranked.size());
            for (int i = 0; i < queries.size(); i++) {
                assertRanking(queries.get(i), ranked.get(i));
            }

            assertEquals(voyage.ledger().totals().tokens(), flow.tokens(2));
            assertEquals(
                    voyage.ledger().totals().batchTokens(),
                    voyage.ledger().totals().realTimeTokens());
            assertEquals(List.of(), flow.errors());
            flow.delete();
        }
    }

    private static void assertRanking(final JsonNode query, final JsonNode record) {
        assertEquals(query.path("query"), record.path("query"));
        final JsonNode ranking = record.path("ranking");
        assertEquals(5, ranking.size());
        double previous = Double.POSITIVE_INFINITY;
        for (int rank = 1; rank <= 5; rank++) {
            final JsonNode entry = ranking.get(rank - 1);
            assertEquals(rank, entry.path("rank").asInt());
            assertEquals(query.path("documents").get(entry.path("index").asInt()), entry.path("document"));
            assertTrue(entry.path("relevance_score").asDouble() <= previous, record::toString);
            previous = entry.path("relevance_score").asDouble();
        }
    }
}
