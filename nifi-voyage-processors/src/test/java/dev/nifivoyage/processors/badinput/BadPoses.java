/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Poses that no detector gives, or that one gives now and then.
 */
final class BadPoses {
    private static final String KIND = "Poses";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> poses = new LinkedHashMap<>();

    private BadPoses() {
        each("coordinates of zero", point -> point.put("x", 0).put("y", 0).put("z", 0));
        each("equal coordinates", point -> point.put("x", 0.5).put("y", 0.5).put("z", 0.5));
        each(
                "coordinates that are null",
                point -> point.putNull("x").putNull("y").putNull("z"));
        each("coordinates as texts", point -> point.put("x", point.path("x").asText()));
        each("coordinates as texts that are no numbers", point -> point.put("x", "left"));
        each("coordinates NaN as texts", point -> point.put("x", "NaN").put("y", "NaN"));
        each("coordinates that are lists", point -> point.putArray("x").add(1));
        each("coordinates that are boolean", point -> point.put("x", true));
        each(
                "coordinates of 1e308",
                point -> point.put("x", 1e308).put("y", -1e308).put("z", 1e308));
        each(
                "coordinates of 1e-308",
                point -> point.put("x", 1e-308).put("y", 1e-308).put("z", 1e-308));
        each("coordinates below zero", point -> point.put("x", -point.path("x").asDouble()));
        each("coordinates in pixels", point -> point.put("x", point.path("x").asDouble() * 1_920));
        each("no depth", point -> point.remove("z"));
        each("no coordinates", point -> point.removeAll());
        each("visibility below zero", point -> point.put("visibility", -1));
        each("visibility of 1e308", point -> point.put("visibility", 1e308));
        each("visibility as a text", point -> point.put("visibility", "high"));
        poses.put("one landmark", points(1));
        poses.put("32 landmarks", points(32));
        poses.put("34 landmarks", points(34));
        poses.put("10,000 landmarks", points(10_000));
        poses.put("two bodies in a list", "[%s,%s]".formatted(GoodValues.POSE, GoodValues.POSE));
        poses.put("landmarks in random places", random());
        poses.put(
                "landmarks of random size",
                numbers(new Random(1).doubles(132, -1e300, 1e300).toArray()));
        poses.put("a list of 33 nulls", "[" + "null,".repeat(32) + "null]");
        poses.put("a list of 33 texts", "[" + "\"nose\",".repeat(32) + "\"nose\"]");
        poses.put("lists of two numbers", "[" + "[0.1,0.2],".repeat(32) + "[0.1,0.2]]");
        poses.put("lists of five numbers", "[" + "[1,2,3,4,5],".repeat(32) + "[1,2,3,4,5]]");
        poses.put("a record of unknown names", "{\"head\":{\"x\":0.1,\"y\":0.2},\"tail\":[1,2]}");
        poses.put("a record with only a nose", "{\"nose\":{\"x\":0.1,\"y\":0.2,\"z\":0}}");
        poses.put("JSON in a text, cut off", "\"[{\\\"x\\\":0.1\"");
        poses.put("JSON in a text that is deep", "\"" + "[".repeat(5_000) + "\"");
        poses.put("a text of 1 MB", "\"" + "[1,".repeat(350_000) + "\"");
    }

    static Stream<BadInputCase> cases() {
        final BadPoses all = new BadPoses();
        return Stream.of(RecordProcessor.DESCRIBE_POSE, RecordProcessor.MATCH_POSE)
                .flatMap(processor -> all.poses.entrySet().stream()
                        .map(pose -> new BadInputCase(
                                KIND,
                                pose.getKey(),
                                processor.title(),
                                server -> processor.run(server, BadValues.content(processor, pose.getValue()), 3))));
    }

    private void each(final String name, final Consumer<ObjectNode> change) {
        final ArrayNode pose = pose();
        pose.forEach(point -> change.accept((ObjectNode) point));
        poses.put(name, pose.toString());
    }

    private static ArrayNode pose() {
        try {
            return (ArrayNode) JSON.readTree(GoodValues.POSE);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String points(final int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"x\":0.%d,\"y\":0.%d,\"z\":0}".formatted(i, i + 1))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String random() {
        final Random random = new Random(1);
        final ArrayNode pose = pose();
        pose.forEach(point -> ((ObjectNode) point)
                .put("x", random.nextDouble())
                .put("y", random.nextDouble())
                .put("z", random.nextDouble()));
        return pose.toString();
    }

    private static String numbers(final double[] numbers) {
        return IntStream.range(0, numbers.length)
                .mapToObj(i -> Double.toString(numbers[i]))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
