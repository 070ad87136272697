/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static dev.nifivoyage.system.VectorAssertions.assertSameVector;

/**
 * The flow contextualized-corpus, with documents of a few chunks.
 */
final class ContextualizedChunks implements ChaosFlow {
    private static final int FILES = 8;
    private static final int POOL = 300;

    @Override
    public String name() {
        return "contextualized-corpus";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("Dimensions", Integer.toString(DIMENSION));
    }

    @Override
    public List<ChaosInput> inputs(final SplittableRandom random) {
        final List<ChaosInput> inputs = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            final String name = "corpus-" + i + ".jsonl";
            final List<JsonNode> records = new ArrayList<>();
            final int documents = random.nextInt(20, 42);
            for (int j = 0; j < documents; j++) {
                final int chunks = random.nextInt(1, 16);
                for (int k = 0; k < chunks; k++) {
                    final ObjectNode record = JsonNodeFactory.instance
                            .objectNode()
                            .put("id", name + " " + records.size())
                            .put("text", "Scene " + random.nextInt(POOL) + ": the light follows the dancer");
                    record.putObject("metadata")
                            .put("source", name + " " + j)
                            .put("chunk_index", k)
                            .put("chunk_count", chunks);
                    records.add(record);
                }
            }
            inputs.add(new ChaosInput(INPUT, name, records, documents));
        }
        return inputs;
    }

    @Override
    public boolean caches() {
        return false;
    }

    @Override
    public List<String> unchanged() {
        return List.of("id", "text", "metadata");
    }

    @Override
    public void check(final JsonNode result, final RealTimeResults realTime) {
        final JsonNode metadata = result.path("metadata");
        final JsonNode response = realTime.ask(
                "/contextualizedembeddings",
                Map.of(
                        "inputs",
                        List.of(texts(realTime.given(), metadata.path("source").asText())),
                        "model",
                        "voyage-context-3",
                        "input_type",
                        "document",
                        "output_dimension",
                        DIMENSION));
        assertSameVector(
                response.path("data")
                        .path(0)
                        .path("data")
                        .path(metadata.path("chunk_index").asInt())
                        .path("embedding"),
                result.path("embedding"),
                result.path("id").asText());
    }

    private static List<String> texts(final Map<String, JsonNode> given, final String source) {
        final Map<Integer, String> texts = new LinkedHashMap<>();
        given.values().stream()
                .filter(record ->
                        record.path("metadata").path("source").asText().equals(source))
                .forEach(record -> texts.put(
                        record.path("metadata").path("chunk_index").asInt(),
                        record.path("text").asText()));
        return texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }
}
