/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.record.LongText;
import dev.nifivoyage.processors.record.LongTextPlacer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Content from a writer in which placeholders are replaced with the long texts that they stand for. NiFi's JSON writer
 * searches, copies, and encodes the text of each record, which takes longer for a vector than writing it. A
 * placeholder is a control character, which JSON text cannot contain, and a number that is used once.
 */
final class LongTextStream extends FilterOutputStream implements LongTextPlacer {
    /** Texts held in memory while their placeholders are in the buffer of the writer. */
    private static final int MAXIMUM_PENDING_BYTES = 1 << 20;

    private static final byte START = 1;
    private static final int DIGITS = 18;
    private static final long SMALLEST = 100_000_000_000_000_000L;
    private static final int RADIX = 10;
    private static final int NONE = -1;

    private final Map<Long, Pending> pending = new HashMap<>();
    private final Map<LongText, Long> numbers = new IdentityHashMap<>();
    private final byte[] placeholder = new byte[1 + DIGITS];
    private final long first = ThreadLocalRandom.current().nextLong(SMALLEST, 5 * SMALLEST);
    private long next = first;
    private int placeholderBytes;
    private int pendingBytes;
    private long replaced;

    LongTextStream(final OutputStream content) {
        super(content);
    }

    /**
     * A text whose placeholder has not been written yet.
     */
    private record Pending(LongText text, BooleanSupplier isNeeded) {}

    // a writer may ask for the text of a record, reject it, and ask for that of a nested record: the same placeholder
    @Override
    public String place(final LongText text, final BooleanSupplier isNeeded) {
        final Long known = numbers.get(text);
        if (known != null) {
            return placeholder(known);
        }

        pending.put(next, new Pending(text, isNeeded));
        numbers.put(text, next);
        pendingBytes += text.size();
        return placeholder(next++);
    }

    private static String placeholder(final long number) {
        return (char) START + Long.toString(number);
    }

    /**
     * Returns whether the writer should be flushed, after which {@link #forgetUnneeded} releases memory.
     */
    boolean isFull() {
        return pendingBytes >= MAXIMUM_PENDING_BYTES;
    }

    /**
     * Returns the number of placeholders that were replaced.
     */
    long replaced() {
        return replaced;
    }

    /**
     * Forgets the texts of which the writer has used the values instead.
     */
    void forgetUnneeded() {
        final List<Long> unneeded = pending.entrySet().stream()
                .filter(text -> !text.getValue().isNeeded().getAsBoolean())
                .map(Map.Entry::getKey)
                .toList();
        unneeded.forEach(this::remove);
    }

    private LongText remove(final long number) {
        final LongText text = pending.remove(number).text();
        numbers.remove(text);
        pendingBytes -= text.size();
        return text;
    }

    /**
     * Writes what is left. To be called when the writer has written all bytes.
     *
     * @throws IOException if a text is missing in the content
     */
    void finish() throws IOException {
        forgetUnneeded();
        if (!pending.isEmpty()) {
            throw new IOException("The Record Writer took the text of %d records, but did not write it unchanged"
                    .formatted(pending.size()));
        }
        passOn();
    }

    private void passOn() throws IOException {
        out.write(placeholder, 0, placeholderBytes);
        placeholderBytes = 0;
    }

    @Override
    public void write(final int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException {
        final int end = offset + length;
        int at = offset;
        while (at < end) {
            if (placeholderBytes == 0) {
                final int start = next == first ? end : indexOfStart(bytes, at, end);
                if (start > at) {
                    out.write(bytes, at, start - at);
                }
                at = start;
            }
            final int count = Math.min(placeholder.length - placeholderBytes, end - at);
            System.arraycopy(bytes, at, placeholder, placeholderBytes, count);
            placeholderBytes += count;
            at += count;
            if (placeholderBytes == placeholder.length) {
                replace();
            }
        }
    }

    private static int indexOfStart(final byte[] bytes, final int from, final int end) {
        int at = from;
        while (at < end && bytes[at] != START) {
            at++;
        }

        return at;
    }

    private void replace() throws IOException {
        final long number = number();
        if (number < first || number >= next) {
            // not a placeholder, which may start within it
            final byte[] other = Arrays.copyOfRange(placeholder, 1, placeholder.length);
            placeholderBytes = 1;
            passOn();
            write(other);
            return;
        }

        if (!pending.containsKey(number)) {
            throw new IOException("The Record Writer wrote the text of a record twice");
        }

        placeholderBytes = 0;
        replaced++;
        remove(number).writeTo(out);
    }

    private long number() {
        long number = 0;
        for (int i = 1; i < placeholder.length; i++) {
            final int digit = placeholder[i] - '0';
            if (digit < 0 || digit >= RADIX) {
                return NONE;
            }
            number = number * RADIX + digit;
        }

        return number;
    }
}
