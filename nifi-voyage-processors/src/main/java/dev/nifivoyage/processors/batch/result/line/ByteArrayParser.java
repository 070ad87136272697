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
 * Parses an array of the integers of a quantized vector into one byte each. Numbers that are not such integers are left
 * to the JSON parser.
 */
final class ByteArrayParser extends NumberArrayParser {
    /** Bytes that are looked at from the start of a number: sign, eight digits, and the one after them. */
    private static final int LOOKAHEAD = 2 + Long.BYTES;

    private static final int MAXIMUM_DIGITS = 3;

    private final int lowest;
    private final int highest;
    private final byte[] tail = new byte[LOOKAHEAD];

    /**
     * @param dataType a quantized type
     */
    ByteArrayParser(final EmbeddingDataType dataType) {
        final boolean unsigned = dataType == EmbeddingDataType.UINT8 || dataType == EmbeddingDataType.UBINARY;
        this.lowest = unsigned ? 0 : Byte.MIN_VALUE;
        this.highest = unsigned ? 0xFF : Byte.MAX_VALUE;
    }

    @Override
    int readNumber(final byte[] bytes, final int start, final int limit) {
        final int length = limit - start < LOOKAHEAD ? appendLast(bytes, start, limit) : append(bytes, start);
        return length == NONE ? NONE : start + length;
    }

    private int appendLast(final byte[] bytes, final int position, final int limit) {
        final int count = Math.max(limit - position, 0);
        System.arraycopy(bytes, position, tail, 0, count);
        Arrays.fill(tail, count, tail.length, (byte) 0);
        return append(tail, 0);
    }

    // returns the number of bytes read
    private int append(final byte[] bytes, final int position) {
        final int sign = bytes[position] == '-' ? 1 : 0;
        final long text = EightDigits.read(bytes, position + sign);
        final int digits = EightDigits.leading(text);
        final int magnitude = (int) EightDigits.number(text, digits);
        final int value = sign == 0 ? magnitude : -magnitude;
        final boolean startsWithZero = bytes[position + sign] == '0';
        if (digits == 0
                || digits > MAXIMUM_DIGITS
                || startsWithZero && digits + sign > 1
                || value < lowest
                || value > highest) {
            return NONE;
        }

        final int reserved = reserve(Byte.BYTES);
        packed()[reserved] = (byte) value;
        return sign + digits;
    }
}
