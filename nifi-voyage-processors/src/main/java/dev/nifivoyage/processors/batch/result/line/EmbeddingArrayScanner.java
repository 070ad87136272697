/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts the numbers of the vector out of a result line, which leaves the JSON parser with a line of about 200 bytes
 * instead of 12,000.
 */
final class EmbeddingArrayScanner {
    private static final int NONE = -1;
    /** Includes the quotes: within a JSON string they would be escaped, so these bytes are always a complete string. */
    private static final byte[] FIELD = "\"embedding\"".getBytes(StandardCharsets.US_ASCII);

    private final FloatArrayParser numbers = new FloatArrayParser();
    private byte[] rest = new byte[1024];
    private int restLength;
    private int before;

    /**
     * Cuts a line.
     *
     * @return whether the line has exactly one field named embedding with an array of plain numbers; otherwise the
     *     parsed state is undefined
     */
    boolean cut(final byte[] bytes, final int offset, final int length) {
        final int limit = offset + length;
        final int start = findArray(bytes, offset, limit);
        if (start == NONE
                || !numbers.read(bytes, skipBlanks(bytes, start, limit), limit)
                || findArray(bytes, numbers.end(), limit) != NONE) {
            return false;
        }

        before = start - offset;
        final int after = limit - numbers.end();
        restLength = before + after;
        if (restLength > rest.length) {
            rest = new byte[restLength * 2];
        }
        System.arraycopy(bytes, offset, rest, 0, before);
        System.arraycopy(bytes, numbers.end(), rest, before, after);
        return true;
    }

    /**
     * Returns the line with an empty array in place of the vector, valid up to {@link #restLength()}.
     */
    byte[] rest() {
        return rest;
    }

    int restLength() {
        return restLength;
    }

    /**
     * Returns the position in {@link #rest()} between the brackets of the empty array.
     */
    int position() {
        return before;
    }

    FloatArrayParser numbers() {
        return numbers;
    }

    // returns the position after the opening bracket
    private static int findArray(final byte[] bytes, final int offset, final int limit) {
        for (int i = offset; i + FIELD.length < limit; i++) {
            if (bytes[i] == '"'
                    && bytes[i + 1] == FIELD[1]
                    && Arrays.equals(bytes, i, i + FIELD.length, FIELD, 0, FIELD.length)
                    && (i == offset || bytes[i - 1] != '\\')) {
                final int colon = skipBlanks(bytes, i + FIELD.length, limit);
                final int bracket = colon < limit && bytes[colon] == ':' ? skipBlanks(bytes, colon + 1, limit) : limit;
                if (bracket < limit && bytes[bracket] == '[') {
                    return bracket + 1;
                }
            }
        }

        return NONE;
    }

    private static int skipBlanks(final byte[] bytes, final int start, final int limit) {
        int position = start;
        while (position < limit && bytes[position] == ' ') {
            position++;
        }

        return position;
    }
}
