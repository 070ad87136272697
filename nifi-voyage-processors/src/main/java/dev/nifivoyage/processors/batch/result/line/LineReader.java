/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads a stream line by line without copying. Until the next call, the line is in {@link #buffer()} at
 * {@link #offset()} with {@link #length()} bytes. Finds line feeds in words of eight bytes: SWAR, SIMD within a
 * register.
 */
public final class LineReader {
    /** Maximum length of a line in bytes; a line with one vector has at most about 45 KB. */
    public static final int MAXIMUM_LINE_LENGTH = 64 << 20;

    /** Number of bytes of a buffer, unless a line is longer. */
    public static final int BUFFER_SIZE = 1 << 18;

    private static final VarHandle LITTLE_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int STEP = 4 * Long.BYTES;
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    /** In ASCII, 0x40 or 0x20 is set in each character that is not a control character. */
    private static final long CHARACTERS = 0x40 * LOWEST_BITS;

    private static final long LINE_FEEDS = '\n' * LOWEST_BITS;

    private final InputStream input;
    private final int maximumLength;
    private final BufferExchange exchange;
    private byte[] buffer = new byte[BUFFER_SIZE];
    private long beforeBuffer;
    private int next;
    private int limit;
    private int offset;
    private int length;

    /**
     * Takes the buffer when the reader has come to its end.
     */
    @FunctionalInterface
    public interface BufferExchange {

        /**
         * Returns a buffer to read on with, which the reader overwrites.
         *
         * @param full buffer with the lines since the last exchange, which may be returned
         * @return a buffer of at least {@link #BUFFER_SIZE} bytes
         */
        byte[] exchange(byte[] full) throws IOException;
    }

    LineReader(final InputStream input) {
        this(input, MAXIMUM_LINE_LENGTH, full -> full);
    }

    /**
     * @param maximumLength maximum length of a line in bytes
     */
    public LineReader(final InputStream input, final int maximumLength, final BufferExchange exchange) {
        this.input = input;
        this.maximumLength = maximumLength;
        this.exchange = exchange;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /**
     * Returns the position of the line in the stream.
     */
    public long position() {
        return beforeBuffer + offset;
    }

    /**
     * Advances to the next line that is not blank.
     *
     * @return false at the end of the stream
     * @throws IOException if the stream fails or contains a line that is too long
     */
    public boolean nextLine() throws IOException {
        while (readLine()) {
            if (!isBlank()) {
                return true;
            }
        }

        return false;
    }

    private boolean readLine() throws IOException {
        int scanned = next;
        while (true) {
            final int lineFeed = findLineFeed(scanned);
            if (lineFeed < limit) {
                offset = next;
                length = lineFeed - next;
                next = lineFeed + 1;
                return true;
            }

            scanned = limit;
            final int moved = next;
            if (!fill()) {
                offset = next;
                length = limit - next;
                next = limit;
                return length > 0;
            }
            // filling may have moved the line to the start of the buffer
            scanned -= moved - next;
        }
    }

    // returns the position of the next line feed, or the limit
    private int findLineFeed(final int start) {
        int position = start;
        // most lines have thousands of bytes
        while (position <= limit - STEP
                && (characters(position)
                                & characters(position + Long.BYTES)
                                & characters(position + 2 * Long.BYTES)
                                & characters(position + 3 * Long.BYTES)
                                & CHARACTERS)
                        == CHARACTERS) {
            position += STEP;
        }
        for (; position <= limit - Long.BYTES; position += Long.BYTES) {
            final long found = lineFeeds(position);
            if (found != 0) {
                return position + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (position < limit && buffer[position] != '\n') {
            position++;
        }

        return position;
    }

    // fewer operations than for line feeds, of which there are none if each byte is a character
    private long characters(final int position) {
        final long bytes = (long) LITTLE_ENDIAN_LONG.get(buffer, position);
        return bytes | bytes << 1;
    }

    // the highest bit of the first line feed among eight bytes is the lowest bit set: zero bytes mark line feeds
    private long lineFeeds(final int position) {
        final long differences = (long) LITTLE_ENDIAN_LONG.get(buffer, position) ^ LINE_FEEDS;
        return (differences - LOWEST_BITS) & ~differences & HIGHEST_BITS;
    }

    private boolean fill() throws IOException {
        if (limit == buffer.length) {
            if (next > 0) {
                final byte[] full = buffer;
                // the rest may need the larger buffer of a long line
                buffer = limit - next < BUFFER_SIZE ? exchange.exchange(full) : full;
                System.arraycopy(full, next, buffer, 0, limit - next);
                beforeBuffer += next;
                limit -= next;
                next = 0;
            } else if (buffer.length >= maximumLength) {
                throw new IOException("The result file contains a line of more than %d bytes".formatted(maximumLength));
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }

        final int read = input.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            return false;
        }

        limit += read;
        return true;
    }

    private boolean isBlank() {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] > ' ' || buffer[i] < 0) {
                return false;
            }
        }

        return true;
    }
}
