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
 * A bad value in the field that the processor reads, in the second of three records.
 */
final class BadValues {
    private static final String KIND = "Values";

    private final Map<String, String> values = new LinkedHashMap<>();

    private BadValues() {
        blanks();
        characters();
        numbers();
        texts();
        structures();
    }

    static Stream<BadInputCase> cases() {
        final BadValues all = new BadValues();
        return RecordProcessor.ofEachPlace()
                .flatMap(processor -> all.values.entrySet().stream()
                        .map(value -> new BadInputCase(
                                KIND,
                                value.getKey(),
                                processor.title(),
                                server -> processor.run(server, content(processor, value.getValue()), 3))));
    }

    static byte[] content(final RecordProcessor processor, final String value) {
        return String.join("\n", processor.record(1), processor.record(2, value), processor.record(3))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void text(final String name, final String text) {
        values.put(name, "\"" + text + "\"");
    }

    private void blanks() {
        values.put("null", "null");
        text("an empty text", "");
        text("white space", " \\t\\r\\n");
        text("a no-break space", "\\u00a0");
        text("a zero-width space", "\\u200b");
        text("a byte order mark", "\\ufeff");
        text("NUL", "\\u0000");
        text("a soft hyphen", "\\u00ad");
        text("a Hangul filler", "\\u3164");
        text("a Braille pattern without dots", "\\u2800");
    }

    private void characters() {
        text("half of a surrogate pair, the first", "a \\ud83d b");
        text("half of a surrogate pair, the second", "a \\ude00 b");
        text("a surrogate pair in reverse", "\\ude00\\ud83d");
        text("a noncharacter", "a \\uffff b");
        text("a text that runs from right to left", "\\u202ea dancer");
        text("1,000 combining marks on a letter", "a" + "\\u0301".repeat(1_000));
        text("a family of emoji", "\\ud83d\\udc68\\u200d\\ud83d\\udc69\\u200d\\ud83d\\udc67");
        text("a backspace and an escape sequence", "\\b\\u001b[31mred\\u001b[0m");
        text("CRLF in a text", "a dancer\\r\\nlifts\\r\\nan arm");
        text("U+2028 and U+2029", "a\\u2028b\\u2029c");
    }

    private void numbers() {
        values.put("an integer", "7");
        values.put("minus zero", "-0.0");
        values.put("a number beyond double", "1e400");
        values.put("a number below double", "1e-400");
        values.put("an exponent of 999,999,999", "1e999999999");
        values.put("an exponent of -999,999,999", "1e-999999999");
        values.put("an integer of 40 digits", "1234567890".repeat(4));
        values.put("an integer of 1,000 digits", "1234567890".repeat(100));
        values.put("a decimal of 60 digits", "0." + "123456".repeat(10));
        values.put("a boolean", "true");
    }

    private void texts() {
        text("NaN as a text", "NaN");
        text("null as a text", "null");
        text("a number with zeros in front", "007");
        text("a number with an exponent as a text", "1e999999999");
        text("a date", "2026-11-29");
        text("a date that does not exist", "2026-02-30");
        text("a time", "12:34:56");
        text("a timestamp with a zone", "2026-11-29T08:00:00Z");
        text("Expression Language", "${filename}");
        text("Expression Language that does not end", "${filename:replaceAll('");
        text("a placeholder of the log", "{} {} {}");
        text("SQL", "'; DROP TABLE records; --");
        text("a script", "<script>alert(1)</script>");
        text("a path", "../../../../etc/passwd");
        text("JSON in a text", "{\\\"text\\\":\\\"a dancer\\\"}");
        text("base64 that is none", "QUJD*===");
    }

    private void structures() {
        values.put("a record", "{\"a\":1}");
        values.put("an empty record", "{}");
        values.put("an empty list", "[]");
        values.put("a list of lists", "[[\"a\"],[\"b\"]]");
        values.put("a list with null", "[\"a\",null,\"b\"]");
        values.put("a list with numbers, texts, and records", "[1,\"a\",{\"b\":2},[3],true,null]");
        values.put("a list of records", "[{\"a\":1},{\"b\":\"c\"}]");
        values.put("lists 100 deep", "[".repeat(100) + "]".repeat(100));
        values.put("records 100 deep", "{\"a\":".repeat(100) + "1" + "}".repeat(100));
        values.put("records 1,001 deep", "{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001));
        values.put("lists 100,000 deep", "[".repeat(100_000) + "]".repeat(100_000));
    }
}
