/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A vector, packed as in the Base64 responses of Voyage: little-endian 32-bit floats, or one byte per number.
 *
 * @param dataType type of the numbers
 * @param dimension number of dimensions (for the binary types eight times the number of bytes)
 * @param packed the bytes; not copied, and must not be changed
 */
public record Embedding(EmbeddingDataType dataType, int dimension, byte[] packed) {

    public Embedding {
        final int expected = dataType.elements(dimension) * dataType.elementBytes();
        if (packed.length != expected) {
            throw new IllegalArgumentException("A %s vector of dimension %d has %d bytes, not %d"
                    .formatted(dataType.getValue(), dimension, expected, packed.length));
        }
    }

    /**
     * Returns the vector of these bytes.
     *
     * @throws IllegalArgumentException if the length is zero, or not a multiple of the size of an element
     */
    public static Embedding ofPacked(final EmbeddingDataType dataType, final byte[] packed) {
        if (packed.length == 0 || packed.length % dataType.elementBytes() != 0) {
            throw new IllegalArgumentException(
                    "%d bytes are not a valid %s vector".formatted(packed.length, dataType.getValue()));
        }

        return new Embedding(dataType, dataType.dimension(packed.length / dataType.elementBytes()), packed);
    }

    /**
     * Returns the numbers as listed in a response of Voyage: {@link Float} for float, {@link Integer} for all other
     * types.
     */
    public Object[] numbers() {
        final ByteBuffer buffer = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        final Object[] numbers = new Object[dataType.elements(dimension)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (dataType) {
                case FLOAT -> buffer.getFloat(i * Float.BYTES);
                case INT8, BINARY -> (int) buffer.get(i);
                case UINT8, UBINARY -> Byte.toUnsignedInt(buffer.get(i));
            };
        }

        return numbers;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Embedding that
                && dataType == that.dataType
                && dimension == that.dimension
                && Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return "%s vector of dimension %d".formatted(dataType.getValue(), dimension);
    }
}
