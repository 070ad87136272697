/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * Compares the reader of result lines with {@link PlainLine}: the same floats bit for bit, the same key, tokens, and
 * error, or both reject the line.
 */
public final class LineComparison {

    private final EmbeddingLineDecoder decoder = new EmbeddingLineDecoder(EmbeddingDataType.FLOAT);

    /**
     * What both made of a line.
     */
    public enum Verdict {
        VECTOR,
        ERROR,
        REJECTED,
        /** An object has a field twice, so that its meaning is undefined. */
        AMBIGUOUS
    }

    /**
     * Compares one line.
     */
    public Verdict compare(final byte[] line) {
        ResultLine<Embedding> read = null;
        try {
            read = decoder.decode(line, 0, line.length);
        } catch (final MalformedLineException e) {
            assertNotNull(e.getMessage());
        }

        PlainLine plain;
        try {
            final JsonTree tree = new JsonTree(line);
            if (tree.hasDuplicates()) {
                return Verdict.AMBIGUOUS;
            }
            plain = PlainLine.of(tree.root());
        } catch (final IOException e) {
            plain = PlainLine.REJECTED;
        }
        final Supplier<String> shown = () -> show(line);
        if (plain == PlainLine.REJECTED || read == null) {
            if (!isUtf8(line)) {
                // for Jackson, the bytes FF and name are name, if it read that name before
                return Verdict.REJECTED;
            }
            assertEquals(plain.customId(), read == null ? null : read.customId(), shown);
            return Verdict.REJECTED;
        }

        assertEquals(plain.customId(), read.customId(), shown);
        assertEquals(plain.tokens(), read.tokens(), shown);
        if (plain.error() != null) {
            compare(plain, assertInstanceOf(Outcome.Failure.class, read.outcome(), shown), shown);
            return Verdict.ERROR;
        }

        final Outcome.Success<?> success = assertInstanceOf(Outcome.Success.class, read.outcome(), shown);
        assertArrayEquals(plain.vector(), ((Embedding) success.result()).toBytes(), shown);
        if (read.numbers() != null) {
            final int start = read.numbers().offset();
            final byte[] array =
                    Arrays.copyOfRange(line, start, start + read.numbers().length());
            assertArrayEquals(plain.vector(), decoder.ofNumbers(array).toBytes(), shown);
            compareNumbers(plain.vector(), array, shown);
        }
        return Verdict.VECTOR;
    }

    private static void compare(final PlainLine plain, final Outcome.Failure<?> read, final Supplier<String> shown) {
        assertEquals(plain.error().code(), read.error().code(), shown);
        if (plain.error().message() != null) {
            assertEquals(plain.error().message(), read.error().message(), shown);
        }
    }

    private static void compareNumbers(final byte[] vector, final byte[] array, final Supplier<String> shown) {
        final ByteBuffer floats = ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN);
        final String numbers = new String(array, StandardCharsets.ISO_8859_1);
        assertEquals("[]", numbers.charAt(0) + numbers.substring(numbers.length() - 1), shown);
        for (final String number : numbers.substring(1, numbers.length() - 1).split(",")) {
            assertEquals(floats.getFloat(), Float.parseFloat(number.strip()), Float.MIN_VALUE, shown);
        }
        assertEquals(0, floats.remaining(), shown);
    }

    private static boolean isUtf8(final byte[] line) {
        return Arrays.equals(line, new String(line, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    private static String show(final byte[] line) {
        return "%s (base64 %s)"
                .formatted(
                        new String(line, StandardCharsets.UTF_8),
                        Base64.getEncoder().encodeToString(line));
    }
}
