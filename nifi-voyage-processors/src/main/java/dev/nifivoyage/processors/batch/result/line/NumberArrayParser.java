/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.util.Arrays;

/**
 * Parses a JSON array of numbers from the bytes of a result line into a packed vector. Reused from line to line. White
 * space other than spaces before a number is left to the JSON parser.
 */
abstract sealed class NumberArrayParser permits FloatArrayParser, ByteArrayParser {
    static final int NONE = -1;

    private static final int INITIAL_BYTES = 2048 * Float.BYTES;

    private byte[] packed = new byte[INITIAL_BYTES];
    private int size;
    private int end;

    static NumberArrayParser of(final EmbeddingDataType dataType) {
        return dataType == EmbeddingDataType.FLOAT ? new FloatArrayParser() : new ByteArrayParser(dataType);
    }

    /**
     * Reads numbers up to the closing bracket.
     *
     * @param bytes line with the array
     * @param start position after the opening bracket
     * @param limit position after the last byte that may be read
     * @return whether there was at least one number and all were valid; otherwise the parsed state is undefined
     */
    final boolean read(final byte[] bytes, final int start, final int limit) {
        size = 0;
        int position = start;
        while (true) {
            position = readCommonNumbers(bytes, position, limit);
            while (position < limit && bytes[position] == ' ') {
                position++;
            }
            final int next = readNumber(bytes, position, limit);
            if (next == NONE || next >= limit) {
                return false;
            }
            if (bytes[next] == ']') {
                end = next;
                return true;
            }
            if (bytes[next] != ',') {
                return false;
            }
            position = next + 1;
        }
    }

    /**
     * Reads and packs numbers that are followed by a comma, as long as they have the most common form.
     *
     * @return the position of the first number that has not been read
     */
    int readCommonNumbers(final byte[] bytes, final int start, final int limit) {
        return start;
    }

    /**
     * Reads a number and packs it.
     *
     * @return the position after the number, or {@link #NONE} if there is none that can be packed
     */
    abstract int readNumber(byte[] bytes, int start, int limit);

    /**
     * Makes room for the next number in {@link #packed()}.
     *
     * @return its position
     */
    final int reserve(final int bytes) {
        if (size == packed.length) {
            packed = Arrays.copyOf(packed, size * 2);
        }
        final int position = size;
        size += bytes;
        return position;
    }

    final byte[] packed() {
        return packed;
    }

    /**
     * Returns the position of the closing bracket.
     */
    final int end() {
        return end;
    }

    /**
     * Returns a copy of the packed numbers.
     */
    final byte[] toBytes() {
        return Arrays.copyOf(packed, size);
    }
}
