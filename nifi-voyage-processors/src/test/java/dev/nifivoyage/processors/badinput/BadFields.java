/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Bad fields beside the one that the processor reads, in the second of three records.
 */
final class BadFields {
    private static final String KIND = "Other fields";

    private final Map<String, String> fields = new LinkedHashMap<>();

    private BadFields() {
        names();
        results();
        types();
    }

    static Stream<BadInputCase> cases() {
        final BadFields all = new BadFields();
        return RecordProcessor.ofEachClass()
                .flatMap(processor -> all.fields.entrySet().stream()
                        .map(field -> new BadInputCase(
                                KIND,
                                field.getKey(),
                                processor.processorName(),
                                server -> processor.run(server, content(processor, field.getValue()), 3))));
    }

    static byte[] content(final RecordProcessor processor, final String fields) {
        return String.join("\n", processor.record(1), processor.recordWith(2, fields), processor.record(3))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void named(final String what, final String name) {
        fields.put("a field named " + what, "\"" + name + "\":1");
    }

    private void names() {
        fields.put("a field twice", "\"twice\":1,\"twice\":\"a\"");
        fields.put("the identity twice", "\"id\":2");
        fields.put("names that differ in case", "\"Name\":1,\"name\":2,\"NAME\":3");
        named("nothing", "");
        named("a space", " ");
        named("/", "/");
        named("with brackets", "a[0]/b['c']");
        named("with quotes", "it's \\\"quoted\\\"");
        named("with NUL", "a\\u0000b");
        named("with half of a surrogate pair", "a\\ud83d");
        named("with an emoji", "\\ud83d\\ude00");
        named("with a line break", "a\\r\\nb");
        named("by 100,000 letters", "n".repeat(100_000));
        named("as in JavaScript's prototypes", "__proto__");
    }

    private void results() {
        for (final String name : new String[] {"error", "embedding", "ranking", "match", "text", "document_id"}) {
            result(name, "a text", "\"mine\"");
            result(name, "a record", "{\"code\":7,\"label\":null}");
            result(name, "a list", "[1,\"a\"]");
        }
    }

    private void result(final String name, final String what, final String value) {
        fields.put("%s that is %s".formatted(name, what), "\"%s\":%s".formatted(name, value));
    }

    private void types() {
        fields.put("numbers at the limits of their types", """
            "a":9223372036854775807,"b":-9223372036854775808,"c":9223372036854775808,"d":1.7976931348623157e308,"e":4.9e-324""");
        fields.put("a number beyond double", "\"a\":1e400");
        fields.put("an exponent of 999,999,999", "\"a\":1e999999999");
        fields.put("a decimal of 60 digits", "\"a\":0." + "123456".repeat(10));
        fields.put(
                "dates in many forms",
                "\"a\":\"2026-11-29\",\"b\":\"29/11/2026\",\"c\":\"2026-11-29T08:00:00.123456789+14:00\","
                        + "\"d\":\"24:00:00\",\"e\":\"0000-00-00\",\"f\":\"+292278994-08-17\"");
        fields.put("lists with null and of lists", "\"a\":[null,[null],[[]],{}]");
    }
}
