/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.record.LongText;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LongTextStreamTest {
    private static final String START = "\u0001";

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final LongTextStream stream = new LongTextStream(content);

    // a writer passes its buffer on whenever it is full, also within a placeholder
    @RepeatedTest(50)
    void replacesPlaceholdersInWritesOfAnyLength(final RepetitionInfo repetition) throws IOException {
        final Random random = new Random(repetition.getCurrentRepetition());
        final StringBuilder written = new StringBuilder();
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            final String between = between(random);
            final String text = "[%s]".formatted("1,".repeat(random.nextInt(200)));
            written.append(between).append(text(text));
            expected.append(between).append(text);
            if (random.nextInt(10) == 0) {
                // a record whose values are written instead
                stream.place(new Ascii(ascii("[0]")), () -> false);
            }
        }

        final byte[] bytes = ascii(written.toString());
        for (int at = 0; at < bytes.length; ) {
            final int length = Math.min(random.nextInt(1, 60), bytes.length - at);
            if (length == 1) {
                stream.write(bytes[at]);
            } else {
                stream.write(bytes, at, length);
            }
            at += length;
        }
        stream.finish();

        assertEquals(expected.toString(), content.toString(StandardCharsets.ISO_8859_1));
        assertEquals(100, stream.replaced());
    }

    // with the characters of placeholders
    private static String between(final Random random) {
        final List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            parts.add(
                    switch (random.nextInt(5)) {
                        case 0 -> START;
                        case 1 -> START + random.nextLong(100_000_000_000_000_000L);
                        case 2 -> START + random.nextInt(1000);
                        case 3 -> "7".repeat(random.nextInt(30));
                        default -> "{\"a\":%d}".formatted(random.nextInt());
                    });
        }
        return String.join("", parts);
    }

    @Test
    void writesAnUnfinishedPlaceholderAsItIs() throws IOException {
        stream.write(ascii(text("[1]") + "a" + START + "12"));
        stream.finish();

        assertEquals("[1]a" + START + "12", content.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void failsIfAPlaceholderIsLost() throws IOException {
        text("[1]");
        stream.write(ascii("{}"));

        assertThrows(IOException.class, stream::finish);
    }

    // a writer may sort records
    @Test
    void replacesPlaceholdersInAnyOrder() throws IOException {
        final String first = text("[1]");
        final String second = text("[2]");
        stream.write(ascii(second + first));
        stream.finish();

        assertEquals("[2][1]", content.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void placesATextOnceInARecordAndItsNestedRecord() throws IOException {
        final Ascii text = new Ascii(ascii("[1]"));
        stream.place(text, () -> true);
        stream.write(ascii(stream.place(text, () -> true)));
        stream.finish();

        assertEquals("[1]", content.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void forgetsOnlyTextsWhoseValuesWereUsed() throws IOException {
        final String needed = text("[1]");
        stream.place(new Ascii(new byte[1 << 20]), () -> false);
        assertTrue(stream.isFull());
        stream.forgetUnneeded();
        assertFalse(stream.isFull());
        stream.write(ascii(needed));
        stream.finish();

        assertEquals("[1]", content.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void failsIfAPlaceholderIsWrittenTwice() throws IOException {
        final byte[] first = ascii(text("[1]"));
        stream.write(first);

        assertThrows(IOException.class, () -> stream.write(first));
    }

    @Test
    void isFullUntilTheTextsAreWritten() throws IOException {
        final byte[] placeholder = ascii(text("1".repeat(1 << 20)));
        assertTrue(stream.isFull());

        stream.write(placeholder);
        assertFalse(stream.isFull());
        assertEquals(1 << 20, content.size());
    }

    private String text(final String text) {
        return stream.place(new Ascii(ascii(text)), () -> true);
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private record Ascii(byte[] bytes) implements LongText {

        @Override
        public int size() {
            return bytes.length;
        }

        @Override
        public void writeTo(final OutputStream output) throws IOException {
            output.write(bytes);
        }
    }
}
