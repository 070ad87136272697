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
import java.util.Arrays;

/**
 * Reads a stream in blocks of whole lines. Until the next call, the block is in {@link #buffer()}, from its start, with
 * {@link #length()} bytes. Only the last line of a block is looked for: a decoder that reads a line comes to its end.
 */
public final class BlockReader {
    /** Maximum length of a line in bytes; a line with one vector has at most about 45 KB. */
    public static final int MAXIMUM_LINE_LENGTH = 64 << 20;

    /** Number of bytes of a buffer, unless a line is longer. */
    public static final int BUFFER_SIZE = 1 << 18;

    private final InputStream input;
    private final int maximumLength;
    private final BufferExchange exchange;
    private byte[] buffer = new byte[BUFFER_SIZE];
    private long position;
    private int length;
    private int limit;
    private boolean isAtEnd;

    /**
     * Takes the buffer when the reader has come to its end.
     */
    @FunctionalInterface
    public interface BufferExchange {

        /**
         * Returns a buffer to read on with, which the reader overwrites.
         *
         * @param full buffer with the block since the last exchange, which may be returned
         * @return a buffer of at least {@link #BUFFER_SIZE} bytes
         */
        byte[] exchange(byte[] full) throws IOException;
    }

    /**
     * @param maximumLength maximum length of a line in bytes
     */
    public BlockReader(final InputStream input, final int maximumLength, final BufferExchange exchange) {
        this.input = input;
        this.maximumLength = maximumLength;
        this.exchange = exchange;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    /**
     * Returns the position of the block in the stream.
     */
    public long position() {
        return position;
    }

    /**
     * Advances to the next block. All blocks but the last end with a line feed.
     *
     * @return false at the end of the stream
     * @throws IOException if the stream fails or contains a line that is too long
     */
    public boolean nextBlock() throws IOException {
        if (isAtEnd) {
            return false;
        }

        if (length > 0) {
            moveOn();
        }
        int searched = 0;
        while (!isAtEnd) {
            if (limit == buffer.length) {
                length = afterLastLineFeed(searched);
                if (length > 0) {
                    return true;
                }
                if (buffer.length >= maximumLength) {
                    throw new IOException(
                            "The result file contains a line of more than %d bytes".formatted(maximumLength));
                }
                searched = limit;
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }

            final int read = input.read(buffer, limit, buffer.length - limit);
            isAtEnd = read < 0;
            limit += Math.max(read, 0);
        }

        length = limit;
        return length > 0;
    }

    // takes the start of a line along
    private void moveOn() throws IOException {
        final byte[] full = buffer;
        final int rest = limit - length;
        // the rest may need the larger buffer of a long line
        buffer = rest < BUFFER_SIZE ? exchange.exchange(full) : full;
        System.arraycopy(full, length, buffer, 0, rest);
        position += length;
        limit = rest;
        length = 0;
    }

    private int afterLastLineFeed(final int start) {
        int end = limit;
        while (end > start && buffer[end - 1] != '\n') {
            end--;
        }

        return end > start ? end : 0;
    }
}
