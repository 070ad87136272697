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
 * Parses an array of decimal numbers into packed floats, little-endian. These arrays are nearly all of a result file.
 * Numbers without a float are left to the JSON parser.
 *
 * <p>Numbers from 0.12345 and -0.1234 to those of 21 and 20 decimal places, which nearly all are, are read without a
 * branch that depends on their length, as long as all have at most 12 and 11 places, or all have more: a processor
 * cannot predict how many digits the next number has.</p>
 */
final class FloatArrayParser extends NumberArrayParser {
    private static final VarHandle LITTLE_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int ZERO_POINT = '.' << Byte.SIZE | '0';
    /** Where the first comma can be: after "0." and five digits, or "-0." and four. */
    private static final int SHORTEST = 7;

    /** Bytes that are read from the start of a number: "-0." and 24 digits. */
    private static final int LOOKAHEAD = 3 + 3 * Long.BYTES;

    private final JsonNumber number = new JsonNumber();

    @Override
    int readCommonNumbers(final byte[] bytes, final int start, final int limit) {
        int position = start;
        while (position <= limit - LOOKAHEAD) {
            final int head = (int) LITTLE_ENDIAN_INT.get(bytes, position);
            final int first = head & 0xFF;
            if (first == ' ') {
                position++;
                continue;
            }

            final int sign = first == '-' ? 1 : 0;
            final int decimals = position + sign + Short.BYTES;
            final long one = EightDigits.read(bytes, decimals);
            final int middle = position + SHORTEST;
            final int middleDigits = EightDigits.leading(EightDigits.read(bytes, middle));
            final int after;
            final long others;
            final double magnitude;
            if (middleDigits < Long.BYTES) {
                after = middle + middleDigits;
                final int places = after - decimals;
                final int onePlaces = Math.min(places, Long.BYTES);
                final int twoPlaces = places - onePlaces;
                final int two = (int) LITTLE_ENDIAN_INT.get(bytes, decimals + Long.BYTES);
                others = EightDigits.first(EightDigits.others(one), onePlaces);
                final long digits = EightDigits.number(EightDigits.first(one, onePlaces)) * 10_000
                        + EightDigits.fourDigits(EightDigits.first(two, twoPlaces));
                magnitude = digits * 1e-12;
            } else {
                final int last = middle + Long.BYTES;
                after = last + EightDigits.leading(EightDigits.read(bytes, last));
                final int places = after - decimals;
                final int twoPlaces = Math.min(places - Long.BYTES, Long.BYTES);
                final int threePlaces = places - Long.BYTES - twoPlaces;
                final long two = EightDigits.read(bytes, decimals + Long.BYTES);
                final long three = EightDigits.read(bytes, decimals + 2 * Long.BYTES);
                others = EightDigits.others(one);
                final long digits =
                        EightDigits.number(one) * 100_000_000 + EightDigits.number(EightDigits.first(two, twoPlaces));
                magnitude = (digits + EightDigits.number(EightDigits.first(three, threePlaces)) * 1e-8) * 1e-16;
            }
            final boolean isCommon =
                    others == 0 && bytes[after] == ',' && (head >>> Byte.SIZE * sign & 0xFFFF) == ZERO_POINT;
            if (!isCommon || JsonNumber.isNearMiddle(magnitude)) {
                break;
            }

            pack(Float.floatToRawIntBits((float) magnitude) | sign << 31);
            position = after + 1;
        }
        return position;
    }

    @Override
    int readNumber(final byte[] bytes, final int start, final int limit) {
        final float value = number.parse(bytes, start, limit);
        if (!Float.isFinite(value)) {
            return NONE;
        }

        pack(Float.floatToRawIntBits(value));
        return number.end();
    }

    private void pack(final int bits) {
        final int position = reserve(Float.BYTES);
        LITTLE_ENDIAN_INT.set(packed(), position, bits);
    }
}
