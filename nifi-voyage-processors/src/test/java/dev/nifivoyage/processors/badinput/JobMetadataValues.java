/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Metadata for jobs at the limits of Voyage, and beyond.
 */
final class JobMetadataValues {
    private static final String EMOJI = "\ud83d\ude00";

    private final Map<String, String> values = new LinkedHashMap<>();

    private JobMetadataValues() {
        values.put("nothing", "");
        values.put("512 letters", "v".repeat(512));
        values.put("513 letters", "v".repeat(513));
        values.put("512 emoji", EMOJI.repeat(512));
        values.put("513 emoji", EMOJI.repeat(513));
        values.put("a megabyte", "v".repeat(1 << 20));
        values.put("half of a surrogate pair", "a \ud83d b");
        values.put("NUL and line breaks", "a\0b\r\nc");
        values.put("JSON", "{\"a\":[1,\"b\"]}");
    }

    static Stream<BadInputCase> cases() {
        final JobMetadataValues all = new JobMetadataValues();
        return Stream.of(RecordProcessor.BATCH_EMBEDDING, RecordProcessor.BATCH_CHUNKS, RecordProcessor.BATCH_RERANK)
                .flatMap(processor -> Stream.concat(
                        all.values.entrySet().stream()
                                .map(value -> all.bad(processor, value.getKey(), value.getValue(), Map.of())),
                        Stream.of(all.bad(processor, "13 pairs of 64 and 512 letters", "v".repeat(512), others(12)))));
    }

    private BadInputCase bad(
            final RecordProcessor processor, final String name, final String value, final Map<String, String> others) {
        final Map<String, String> properties = new HashMap<>(others);
        properties.put("k".repeat(64), "${note}");
        return new BadInputCase(
                "Metadata of jobs",
                name,
                processor.processorName(),
                server -> processor.run(
                        server,
                        processor.records().getBytes(StandardCharsets.UTF_8),
                        new RunSetup(Map.of("note", value), properties, null)));
    }

    private static Map<String, String> others(final int count) {
        final Map<String, String> others = new HashMap<>();
        for (int i = 0; i < count; i++) {
            others.put("%064d".formatted(i), "v".repeat(512));
        }
        return others;
    }
}
