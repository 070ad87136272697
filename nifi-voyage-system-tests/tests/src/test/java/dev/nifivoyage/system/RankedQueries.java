/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The flow rerank, with files for jobs and a few small ones for real time.
 */
final class RankedQueries implements ChaosFlow {
    private static final int FILES = 9;
    private static final int TOP_K = 5;

    @Override
    public String name() {
        return "rerank";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("Top K", Integer.toString(TOP_K));
    }

    @Override
    public List<ChaosInput> inputs(final SplittableRandom random) {
        final List<ChaosInput> inputs = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            final boolean live = i % 3 == 2;
            final String name = "queries-" + i + ".jsonl";
            final List<JsonNode> records = new ArrayList<>();
            final int queries = live ? random.nextInt(5, 20) : random.nextInt(200, 440);
            for (int j = 0; j < queries; j++) {
                final ObjectNode record = JsonNodeFactory.instance
                        .objectNode()
                        .put("id", name + " " + j)
                        .put("query", "Which scene is number " + random.nextInt(60) + "?");
                final ArrayNode documents = record.putArray("documents");
                final int first = random.nextInt(20);
                for (int k = random.nextInt(2, 8); k > 0; k--) {
                    documents.addObject().put("text", "Scene " + (first + k) + ": the dancers cross the stage");
                }
                records.add(record);
            }
            final long distinct = records.stream()
                    .map(record -> List.of(record.path("query"), record.path("documents")))
                    .distinct()
                    .count();
            inputs.add(new ChaosInput(live ? "Live Directory" : INPUT, name, records, live ? 0 : distinct));
        }
        return inputs;
    }

    @Override
    public boolean caches() {
        return false;
    }

    @Override
    public List<String> unchanged() {
        return List.of("id", "query", "documents");
    }

    @Override
    public void check(final JsonNode result, final RealTimeResults realTime) {
        final JsonNode response = realTime.ask(
                "/rerank",
                Map.of(
                        "query",
                        result.path("query").asText(),
                        "documents",
                        result.path("documents")
                                .valueStream()
                                .map(document -> document.path("text").asText())
                                .toList(),
                        "model",
                        "rerank-2.5",
                        "top_k",
                        TOP_K));
        assertEquals(entries(response.path("data")), entries(result.path("ranking")));
    }

    private static List<List<Number>> entries(final JsonNode ranking) {
        return ranking.valueStream()
                .map(entry -> List.<Number>of(
                        entry.path("index").asInt(),
                        entry.path("relevance_score").asDouble()))
                .toList();
    }
}
