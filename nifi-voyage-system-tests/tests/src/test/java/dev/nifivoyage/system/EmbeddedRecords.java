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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The flow embed-records, with texts that repeat within a file and across files, some of them blank.
 */
final class EmbeddedRecords implements ChaosFlow {
    private static final int FILES = 10;
    private static final int POOL = 700;

    @Override
    public String name() {
        return "embed-records";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION));
    }

    @Override
    public List<ChaosInput> inputs(final SplittableRandom random) {
        final List<ChaosInput> inputs = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            final String name = "steps-" + i + ".json";
            final List<JsonNode> records = new ArrayList<>();
            final int count = random.nextInt(100, 300);
            for (int j = 0; j < count; j++) {
                final String text = random.nextInt(40) == 0
                        ? "  "
                        : "Step " + random.nextInt(POOL) + ": the weight shifts to the other foot";
                records.add(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", name + " " + j)
                        .put("text", text)
                        .put("page", j % 7));
            }
            final long distinct = records.stream()
                    .map(record -> record.path("text").asText())
                    .filter(text -> !text.isBlank())
                    .distinct()
                    .count();
            inputs.add(new ChaosInput(INPUT, name, records, distinct));
        }
        return inputs;
    }

    @Override
    public boolean caches() {
        return true;
    }

    @Override
    public List<String> unchanged() {
        return List.of("id", "text", "page");
    }

    @Override
    public void check(final JsonNode result, final RealTimeResults realTime) {
        VectorAssertions.assertVectorOf(result.path("text").asText(), MODEL, DIMENSION, result.path("embedding"));
    }
}
