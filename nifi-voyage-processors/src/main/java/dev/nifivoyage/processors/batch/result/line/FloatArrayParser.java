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
import java.util.Arrays;

/**
 * Parses an array of decimal numbers into packed floats, little-endian. These arrays are nearly all of a result file.
 * White space other than after a comma is left to the JSON parser, and so are numbers without a float.
 */
final class FloatArrayParser implements NumberArrayParser {
    private static final VarHandle LITTLE_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INITIAL_NUMBERS = 2048;

    private final JsonNumber number = new JsonNumber();
    private byte[] packed = new byte[INITIAL_NUMBERS * Float.BYTES];
    private int size;
    private int end;

    @Override
    public boolean read(final byte[] bytes, final int start, final int limit) {
        size = 0;
        int position = start;
        while (true) {
            final float value = number.parse(bytes, position, limit);
            final int next = number.end();
            if (!Float.isFinite(value) || next >= limit) {
                return false;
            }
            append(value);
            if (bytes[next] == ']') {
                end = next;
                return true;
            }
            if (bytes[next] != ',') {
                return false;
            }
            position = next + 1;
            while (position < limit && bytes[position] == ' ') {
                position++;
            }
        }
    }

    private void append(final float value) {
        if (size == packed.length) {
            packed = Arrays.copyOf(packed, size * 2);
        }
        LITTLE_ENDIAN_INT.set(packed, size, Float.floatToRawIntBits(value));
        size += Float.BYTES;
    }

    @Override
    public int end() {
        return end;
    }

    @Override
    public byte[] toBytes() {
        return Arrays.copyOf(packed, size);
    }
}
