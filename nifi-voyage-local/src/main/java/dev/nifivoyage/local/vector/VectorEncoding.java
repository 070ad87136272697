/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * A unit vector as Voyage sends it: five number types, as a JSON array of numbers or as base64 of the packed bytes.
 * Both forms of one vector hold the same values, bit for bit.
 *
 * <p>Bits follow Voyage's documentation: 1 for a positive value, eight to a byte, most significant first;
 * {@code binary} is the byte less 128. The scale of the 8-bit integers is not documented; here 127 represents
 * 8/√dimension, eight times the mean magnitude of the values of a unit vector, and larger values are clamped. So a
 * scale does not depend on the vector, and integer vectors of one dimension can be compared with each other.</p>
 */
public final class VectorEncoding {

    private static final double STEPS_PER_MEAN_SIZE = 127.0 / 8.0;

    private final NumberFormat format;

    public VectorEncoding(final NumberFormat format) {
        this.format = format;
    }

    /**
     * Writes the vector as a JSON array of numbers.
     *
     * @throws IllegalArgumentException if a value is not finite, or the dimension of a bit vector is not a multiple of
     *     8
     */
    public void writeArray(final float[] vector, final VectorDtype dtype, final ByteSink sink) {
        sink.write('[');
        if (dtype == VectorDtype.FLOAT) {
            writeFloats(format.sent(vector), sink);
        } else {
            writeIntegers(
                    pack(format.sent(vector), dtype), dtype == VectorDtype.UINT8 || dtype == VectorDtype.UBINARY, sink);
        }
        sink.write(']');
    }

    /**
     * Writes the vector as a JSON string: base64 of {@link #pack}.
     */
    public void writeBase64(final float[] vector, final VectorDtype dtype, final ByteSink sink) {
        sink.write('"');
        sink.write(Base64.getEncoder().encode(pack(format.sent(vector), dtype)));
        sink.write('"');
    }

    /**
     * The bytes of the vector: 4 per dimension for floats (little-endian), 1 for the 8-bit integers, 1 per eight
     * dimensions for the bits.
     *
     * @throws IllegalArgumentException if the dimension of a bit vector is not a multiple of 8
     */
    public static byte[] pack(final float[] vector, final VectorDtype dtype) {
        return switch (dtype) {
            case FLOAT -> packFloats(vector);
            case INT8 -> packIntegers(vector, 0);
            case UINT8 -> packIntegers(vector, 128);
            case BINARY -> packBits(vector, 128);
            case UBINARY -> packBits(vector, 0);
        };
    }

    private static byte[] packFloats(final float[] vector) {
        final ByteBuffer buffer =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(vector);
        return buffer.array();
    }

    private static byte[] packIntegers(final float[] vector, final int offset) {
        final double scale = STEPS_PER_MEAN_SIZE * Math.sqrt(vector.length);
        final byte[] packed = new byte[vector.length];
        for (int i = 0; i < vector.length; i++) {
            packed[i] = (byte) (Math.clamp(Math.round(vector[i] * scale), -128, 127) + offset);
        }
        return packed;
    }

    private static byte[] packBits(final float[] vector, final int offset) {
        if (vector.length % 8 != 0) {
            throw new IllegalArgumentException("A vector of " + vector.length
                    + " dimensions cannot be packed as bits: the dimension must be a multiple of 8");
        }
        final byte[] packed = new byte[vector.length / 8];
        for (int i = 0; i < packed.length; i++) {
            int bits = 0;
            for (int bit = 0; bit < 8; bit++) {
                bits = bits << 1 | (vector[i * 8 + bit] > 0 ? 1 : 0);
            }
            packed[i] = (byte) (bits - offset);
        }
        return packed;
    }

    private void writeFloats(final float[] values, final ByteSink sink) {
        final byte[] bytes = sink.reserve(values.length * (ShortestDecimal.LONGEST + 1));
        int position = sink.size();
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                bytes[position++] = ',';
            }
            position = format.print(values[i], bytes, position);
        }
        sink.advanceTo(position);
    }

    private static void writeIntegers(final byte[] values, final boolean unsigned, final ByteSink sink) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                sink.write(',');
            }
            int value = unsigned ? Byte.toUnsignedInt(values[i]) : values[i];
            if (value < 0) {
                sink.write('-');
                value = -value;
            }
            if (value >= 100) {
                sink.write('0' + value / 100);
            }
            if (value >= 10) {
                sink.write('0' + value / 10 % 10);
            }
            sink.write('0' + value % 10);
        }
    }
}
