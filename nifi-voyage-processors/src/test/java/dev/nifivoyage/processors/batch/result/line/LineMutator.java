/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Result lines with a few random changes, the same for the same seed: other numbers and values, tokens of JSON in odd
 * places, and changed, lost, and repeated bytes.
 */
final class LineMutator {
    private static final Pattern NUMBER = Pattern.compile("(?<=[\\[,: ])-?[0-9][0-9.eE+-]*");
    // what follows a colon, up to the next comma or brace
    private static final Pattern VALUE = Pattern.compile("(?<=:)(?:[^,:{}\\[\\]]+|\\{[^{}]*}|\\[[^\\[\\]]*])");
    private static final Pattern BEFORE_FIELD = Pattern.compile("(?<=[{,])(?=\")");
    private static final Pattern BEFORE_ELEMENT = Pattern.compile("(?<=\\[)");
    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

    private static final List<String> LINES = """
            {"custom_id":"task_0","response":{"status_code":200,"body":{"data":[{"index":0,"embedding":[-0.0076687671,0.0237224065,1e-7,3]}],"usage":{"total_tokens":33}}},"error":null}
            {"custom_id": "task_1", "response": {"status_code": 200, "body": {"data": [{"embedding": [0.125, 1.17549435E-38]}], "usage": {"total_tokens": 4}}}, "error": null}
            {"custom_id":"task_2","response":{"status_code":200,"body":{"data":[{"embedding":"AACAPgAAwL8=","index":0}],"usage":{"total_tokens":7}}}}
            {"response":{"body":{"usage":{"total_tokens":2},"data":[{"index":0,"embedding":[-0,0,-0.0,0.10000000149011612,16777217]}]},"status_code":200},"custom_id":"task_3"}
            {"custom_id":"task_4","response":{"status_code":200,"body":{"data":[{"embedding":[1.00000005960464477540,3.4028235e38,1e-45,1234567890123456789012]}]}}}
            {"custom_id":"task_5","response":{"status_code":400,"body":{"detail":[{"loc":["body","input",0],"msg":"too long","code":7}]}},"error":null}
            {"custom_id":"task_6","response":null,"error":{"code":"batch_expired","message":"This request could not be executed."}}
            {"custom_id":"task_7","response":{"status_code":503,"message":"Overloaded"},"error":{"errors":["one",{"reason":"two"}],"n":1.50}}
            {"custom_id":"task_8","error":{"message":"repeats its input","x":{"embedding":[1,2]}},"response":{"status_code":200,"body":{"data":[{"\\u0065mbedding":[3,4]}]}}}
            """.lines().map(String::strip).toList();
    private static final List<String> NUMBERS = List.of(
            "-0",
            "0",
            "-0.0",
            "0e0",
            "-0e-7",
            "1e38",
            "3.4028236e38",
            "-1e39",
            "1e-46",
            "1.4e-45",
            "7e-46",
            "1E+5",
            "9007199254740993",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "200",
            "200.0",
            "2e2",
            "0.30000001192092896",
            "8.589973e9",
            "1.1754943508222875e-38",
            "1e400",
            "1e-400",
            "01",
            "1.",
            ".5",
            "+1",
            "NaN",
            "Infinity",
            "429",
            "500",
            "599",
            "-1");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "\"\"",
            "\"200\"",
            "\"text\"",
            "\"AACAPw==\"",
            "\"AAAAAQ\"",
            "[]",
            "{}",
            "[1]",
            "[1, 2 ]",
            "[[1]]",
            "[null]",
            "[\"1\"]",
            "{\"embedding\":[1,2]}",
            "{\"custom_id\":\"other\"}",
            "{\"status_code\":200}",
            "{\"total_tokens\":9}",
            "{\"code\":\"a b\",\"message\":\"why\"}",
            "[{\"embedding\":[5,6]}]",
            "[{\"embedding\":[5]},{\"embedding\":[6]}]",
            "\"\\ud83d\\ude00\"",
            "\"\\ud800\"");
    private static final List<String> NAMES = List.of(
            "\"embedding\"",
            "\"\\u0065mbedding\"",
            "\"custom_id\"",
            "\"response\"",
            "\"status_code\"",
            "\"body\"",
            "\"data\"",
            "\"usage\"",
            "\"total_tokens\"",
            "\"error\"",
            "\"code\"",
            "\"message\"",
            "\"detail\"",
            "\"loc\"",
            "\"msg\"",
            "\"index\"",
            "\"x\"");
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            " ",
            "\t",
            "\r",
            "\"embedding\":",
            "\"embedding\" : [",
            "\u00e9",
            "\u0000",
            "/*",
            "//",
            "1e",
            "-",
            "\ufeff");

    private final Random random;

    LineMutator(final long seed) {
        random = new Random(seed);
    }

    byte[] next() {
        byte[] line = one(LINES).getBytes(StandardCharsets.ISO_8859_1);
        for (int changes = random.nextInt(5); changes > 0; changes--) {
            line = changed(line);
        }

        return line;
    }

    // one byte is one character, so that bytes that are not UTF-8 stay as they are
    private byte[] changed(final byte[] line) {
        final String text = new String(line, StandardCharsets.ISO_8859_1);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> replaced(text, NUMBER, number());
            case 3 -> replaced(text, NUMBER, one(VALUES));
            case 4 -> replaced(text, STRING, one(random.nextBoolean() ? NAMES : VALUES));
            case 5 -> replaced(text, VALUE, one(VALUES));
            case 6 -> field(text);
            case 7 -> inserted(text, one(TOKENS));
            case 8 -> repeated(line);
            case 9 -> shortened(line);
            case 10 -> element(text);
            default -> flipped(line);
        };
    }

    private String number() {
        return switch (random.nextInt(5)) {
            case 0 -> one(NUMBERS);
            case 1 -> Float.toString(Float.intBitsToFloat(random.nextInt()));
            case 2 -> Double.toString(random.nextGaussian() * 0.03);
            case 3 -> Double.toString(((double) random.nextFloat() + Math.nextUp(random.nextFloat())) / 2);
            default -> random.nextLong() + "." + random.nextInt(1_000) + "e" + (random.nextInt(80) - 40);
        };
    }

    private byte[] replaced(final String text, final Pattern pattern, final String replacement) {
        final Matcher matcher = pattern.matcher(text);
        final long count = pattern.matcher(text).results().count();
        if (count == 0) {
            return bytes(text);
        }

        final int chosen = random.nextInt((int) count);
        for (int i = 0; i <= chosen; i++) {
            matcher.find();
        }
        return bytes(text.substring(0, matcher.start()) + replacement + text.substring(matcher.end()));
    }

    private byte[] field(final String text) {
        return replaced(text, BEFORE_FIELD, "%s:%s,".formatted(one(NAMES), one(VALUES)));
    }

    private byte[] element(final String text) {
        return replaced(text, BEFORE_ELEMENT, one(random.nextBoolean() ? VALUES : NUMBERS) + ",");
    }

    private byte[] inserted(final String text, final String token) {
        final int position = random.nextInt(text.length() + 1);
        return bytes(text.substring(0, position)
                + new String(token.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                + text.substring(position));
    }

    private byte[] repeated(final byte[] line) {
        final String text = new String(line, StandardCharsets.ISO_8859_1);
        final int start = random.nextInt(text.length() + 1);
        final int end = Math.min(text.length(), start + random.nextInt(30));
        return bytes(text.substring(0, end) + text.substring(start));
    }

    private byte[] shortened(final byte[] line) {
        final String text = new String(line, StandardCharsets.ISO_8859_1);
        final int start = random.nextInt(text.length() + 1);
        final int end = Math.min(text.length(), start + random.nextInt(8));
        return bytes(text.substring(0, start) + text.substring(end));
    }

    private byte[] flipped(final byte[] line) {
        if (line.length > 0) {
            line[random.nextInt(line.length)] = (byte) random.nextInt(256);
        }
        return line;
    }

    private String one(final List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
