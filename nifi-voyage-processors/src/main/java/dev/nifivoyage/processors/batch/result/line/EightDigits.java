/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Parses up to eight digits of a text with three multiplications: SWAR, SIMD within a register. Source: D. Lemire,
 * Number Parsing at a Gigabyte per Second, 2021.
 */
final class EightDigits {
    private static final VarHandle LITTLE_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ZEROS = 0x3030303030303030L;
    private static final long TO_HIGHEST_BIT_FROM_TEN = 0x7676767676767676L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    private EightDigits() {}

    /**
     * Returns the eight bytes at a position, the first in the lowest bits.
     */
    static long read(final byte[] bytes, final int position) {
        return (long) LITTLE_ENDIAN_LONG.get(bytes, position);
    }

    /**
     * Returns the highest bit of each of the eight bytes that is not a digit.
     */
    static long others(final long bytes) {
        final long digits = bytes ^ ZEROS;
        return (digits + TO_HIGHEST_BIT_FROM_TEN | digits) & HIGHEST_BITS;
    }

    /**
     * Returns how many of the eight bytes are digits before the first that is not.
     */
    static int leading(final long bytes) {
        return Long.numberOfTrailingZeros(others(bytes)) / Byte.SIZE;
    }

    /**
     * Returns the first of the eight bytes, with zero bytes in place of the others.
     */
    static long first(final long bytes, final int count) {
        // in two steps, because a long cannot be shifted by 64 bits
        final int half = Byte.SIZE / 2 * count;
        return bytes & ~(-1L << half << half);
    }

    /**
     * Returns the number that the first of the eight bytes denote, with zeros in front of it in place of the others.
     */
    static long number(final long bytes, final int digits) {
        // in two steps, because a long cannot be shifted by 64 bits
        final int half = Byte.SIZE / 2 * (Long.BYTES - digits);
        return number(bytes << half << half);
    }

    /**
     * Returns the number that eight digits denote: pairs of digits, then of pairs, then of fours.
     */
    static long number(final long digits) {
        final long pairs = (digits & 0x0F0F0F0F0F0F0F0FL) * (10 << 8 | 1) >>> 8;
        final long fours = (pairs & 0x00FF00FF00FF00FFL) * (100 << 16 | 1) >>> 16;
        return (fours & 0x0000FFFF0000FFFFL) * (10_000L << 32 | 1) >>> 32;
    }

    /**
     * Returns the number that the first four digits denote.
     */
    static long fourDigits(final long digits) {
        final long pairs = (digits & 0x0F0F0F0FL) * (10 << 8 | 1) >>> 8;
        return (pairs & 0x00FF00FFL) * (100 << 16 | 1) >>> 16 & 0xFFFF;
    }
}
