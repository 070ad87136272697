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
 */
public final class Embedding {
    private final EmbeddingDataType dataType;
    private final int dimension;
    private final byte[] bytes;
    private final int offset;

    /**
     * @param dataType type of the numbers
     * @param dimension number of dimensions (for the binary types eight times the number of bytes)
     * @param packed the bytes; not copied, and must not be changed
     */
    public Embedding(final EmbeddingDataType dataType, final int dimension, final byte[] packed) {
        this(dataType, dimension, packed, 0, packed.length);
    }

    private Embedding(
            final EmbeddingDataType dataType,
            final int dimension,
            final byte[] bytes,
            final int offset,
            final int length) {
        this.dataType = dataType;
        this.dimension = dimension;
        this.bytes = bytes;
        this.offset = offset;
        if (length != packedLength()) {
            throw new IllegalArgumentException("A %s vector of dimension %d has %d bytes, not %d"
                    .formatted(dataType.getValue(), dimension, packedLength(), length));
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
     * Returns the vector of the remaining bytes of a buffer with an array, which is not copied and must not be changed.
     *
     * @throws IllegalArgumentException if a vector of this dimension has another number of bytes
     */
    public static Embedding ofArray(final EmbeddingDataType dataType, final int dimension, final ByteBuffer packed) {
        return new Embedding(
                dataType, dimension, packed.array(), packed.arrayOffset() + packed.position(), packed.remaining());
    }

    public EmbeddingDataType dataType() {
        return dataType;
    }

    public int dimension() {
        return dimension;
    }

    /**
     * Returns the number of bytes.
     */
    public int packedLength() {
        return dataType.elements(dimension) * dataType.elementBytes();
    }

    /**
     * Returns the bytes as a read-only little-endian buffer.
     */
    public ByteBuffer packed() {
        return buffer().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes the bytes to a buffer.
     */
    public void writeTo(final ByteBuffer buffer) {
        buffer.put(bytes, offset, packedLength());
    }

    /**
     * Returns a copy of the bytes.
     */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, offset, offset + packedLength());
    }

    /**
     * Returns the numbers as listed in a response of Voyage: {@link Float} for float, {@link Integer} for all other
     * types.
     */
    public Object[] numbers() {
        final ByteBuffer buffer = buffer().order(ByteOrder.LITTLE_ENDIAN);
        final Object[] numbers = new Object[dataType.elements(dimension)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (dataType) {
                case FLOAT -> buffer.getFloat();
                case INT8, BINARY -> (int) buffer.get();
                case UINT8, UBINARY -> Byte.toUnsignedInt(buffer.get());
            };
        }

        return numbers;
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, offset, packedLength());
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Embedding that
                && dataType == that.dataType
                && dimension == that.dimension
                && buffer().equals(that.buffer());
    }

    @Override
    public int hashCode() {
        return buffer().hashCode();
    }

    @Override
    public String toString() {
        return "%s vector of dimension %d".formatted(dataType.getValue(), dimension);
    }
}
