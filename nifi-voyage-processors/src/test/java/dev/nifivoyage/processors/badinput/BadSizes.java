/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Records that are large, deep, or many. The processors stand for the ways in which records are read: once,
 * planned and joined, and as a library.
 */
final class BadSizes {
    private static final String KIND = "Sizes";

    private final Map<String, Function<RecordProcessor, byte[]>> sizes = new LinkedHashMap<>();

    private BadSizes() {
        text("a text of 200 KB without a space", "a".repeat(200_000));
        text("a text of 100 KB of emoji", "\ud83d\ude00".repeat(25_000));
        text("a text of 200 KB of sentences", "A dancer lifts an arm. ".repeat(9_000));
        value("a list of 300 texts", "[" + "\"a\",".repeat(299) + "\"b\"]");
        value("a list of 20,000 numbers", "[" + "1.5,".repeat(19_999) + "2]");
        value("lists 900 deep", "[".repeat(900) + "1" + "]".repeat(900));
        value("records 900 deep", "{\"a\":".repeat(900) + "1" + "}".repeat(900));
        field("10,000 columns", columns(10_000, Integer::toString));
        field("300 columns of records", columns(300, i -> "{\"a%d\":[{\"b\":%d}]}".formatted(i, i)));
        field("another text of 5 MB", "\"large\":\"" + "x".repeat(5_000_000) + "\"");
        field("other records 400 deep", "\"deep\":" + "{\"a\":".repeat(400) + "1" + "}".repeat(400));
        field("a list of 20,000 mixed values", "\"mixed\":[" + "1,\"a\",".repeat(9_999) + "2,\"b\"]");
        field(
                "a list of 100 records of different shapes",
                "\"shapes\":["
                        + IntStream.range(0, 100)
                                .mapToObj("{\"f%1$d\":{\"g%1$d\":[%1$d,\"x\"]}}"::formatted)
                                .collect(Collectors.joining(","))
                        + "]");
    }

    static Stream<BadInputCase> cases() {
        final BadSizes all = new BadSizes();
        return Stream.of(
                        RecordProcessor.CREATE_EMBEDDING,
                        RecordProcessor.CHUNK_TEXT,
                        RecordProcessor.LOAD_LIBRARY,
                        RecordProcessor.BATCH_EMBEDDING)
                .flatMap(processor -> all.sizes.entrySet().stream()
                        .map(size -> new BadInputCase(
                                KIND,
                                size.getKey(),
                                processor.title(),
                                server -> processor.run(server, size.getValue().apply(processor), 3))));
    }

    private void text(final String name, final String text) {
        value(name, "\"" + text + "\"");
    }

    private void value(final String name, final String value) {
        sizes.put(name, processor -> BadValues.content(processor, value));
    }

    private void field(final String name, final String field) {
        sizes.put(name, processor -> BadFields.content(processor, field));
    }

    private static String columns(final int count, final IntFunction<String> value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"column_%d\":%s".formatted(i, value.apply(i)))
                .collect(Collectors.joining(","));
    }
}
