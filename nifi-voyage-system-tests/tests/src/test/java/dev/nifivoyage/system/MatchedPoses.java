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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The flow gesture-library, with one library for a job, and recordings that are matched in real time.
 */
final class MatchedPoses implements ChaosFlow {
    private static final int LABELS = 300;
    private static final int FILES = 40;
    private static final int FRAMES = 40;

    @Override
    public String name() {
        return "gesture-library";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION));
    }

    @Override
    public List<ChaosInput> inputs(final SplittableRandom random) {
        final List<ChaosInput> inputs = new ArrayList<>();
        final List<JsonNode> library = new ArrayList<>();
        for (int i = 0; i < LABELS; i++) {
            library.add(JsonNodeFactory.instance
                    .objectNode()
                    .put("id", "gesture " + i)
                    .put("label", "GESTURE_" + i)
                    .put("text", "Person upright. Right arm raised " + i + " degrees, open palm facing forward."));
        }
        inputs.add(new ChaosInput("Library Directory", "gestures.jsonl", library, LABELS));
        final List<JsonNode> poses = poses();
        for (int i = 0; i < FILES; i++) {
            final String name = "recording-" + i + ".jsonl";
            final List<JsonNode> frames = new ArrayList<>();
            final int count = random.nextInt(FRAMES, FRAMES + 10);
            for (int j = 0; j < count; j++) {
                final ObjectNode frame = poses.get(random.nextInt(poses.size())).deepCopy();
                frames.add(
                        frame.put("id", name + " " + j).put("performer", name).put("time", j));
            }
            inputs.add(new ChaosInput("Live Directory", name, frames, 0));
        }
        return inputs;
    }

    @Override
    public List<String> outputs() {
        return List.of("Library Output Directory", "Output Directory");
    }

    @Override
    public boolean downloads() {
        return false;
    }

    @Override
    public boolean caches() {
        return true;
    }

    @Override
    public List<String> unchanged() {
        return List.of("id", "label", "text", "performer", "time");
    }

    @Override
    public void check(final JsonNode result, final RealTimeResults realTime) {
        if (result.has("performer")) {
            assertTrue(result.path("match").hasNonNull("score"), result::toString);
        } else {
            VectorAssertions.assertVectorOf(result.path("text").asText(), MODEL, DIMENSION, result.path("embedding"));
        }
    }

    private static List<JsonNode> poses() {
        try (Stream<Path> files = Files.list(ImportedFlow.data("poses"))) {
            return RecordFile.readAll(files.sorted().toList());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
