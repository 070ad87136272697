/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EmbeddingTest {
    private static final byte[] BYTES = {0, 1, 127, (byte) 128, (byte) 255, 77, (byte) -51, 64};

    @Test
    void floats() {
        final byte[] packed = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(-0.016709786f)
                .putFloat(0f)
                .putFloat(Float.MIN_VALUE)
                .array();

        final Embedding embedding = Embedding.ofPacked(EmbeddingDataType.FLOAT, packed);

        assertEquals(3, embedding.dimension());
        assertArrayEquals(new Object[] {-0.016709786f, 0f, Float.MIN_VALUE}, embedding.numbers());
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "BINARY"})
    void signedBytes(final EmbeddingDataType dataType) {
        assertArrayEquals(
                new Object[] {0, 1, 127, -128, -1, 77, -51, 64},
                Embedding.ofPacked(dataType, BYTES).numbers());
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT8", "UBINARY"})
    void unsignedBytes(final EmbeddingDataType dataType) {
        assertArrayEquals(
                new Object[] {0, 1, 127, 128, 255, 77, 205, 64},
                Embedding.ofPacked(dataType, BYTES).numbers());
    }

    @ParameterizedTest
    @EnumSource
    void countsDimensions(final EmbeddingDataType dataType) {
        final int dimension = 256;
        final byte[] packed = new byte[dataType.elements(dimension) * dataType.elementBytes()];

        assertEquals(dimension, Embedding.ofPacked(dataType, packed).dimension());
        assertEquals(
                dataType.elements(dimension),
                Embedding.ofPacked(dataType, packed).numbers().length);
        assertEquals(dataType, EmbeddingDataType.ofValue(dataType.getValue()));
    }

    @ParameterizedTest
    @EnumSource
    void partOfAnArray(final EmbeddingDataType dataType) {
        final byte[] longer = new byte[BYTES.length + 7];
        System.arraycopy(BYTES, 0, longer, 3, BYTES.length);
        final Embedding whole = Embedding.ofPacked(dataType, BYTES);

        final Embedding part = Embedding.ofArray(
                dataType,
                whole.dimension(),
                ByteBuffer.wrap(longer, 1, BYTES.length + 2).slice().position(2));

        assertEquals(whole, part);
        assertEquals(whole.hashCode(), part.hashCode());
        assertEquals(ByteBuffer.wrap(BYTES), part.packed());
        assertArrayEquals(BYTES, part.toBytes());
        final ByteBuffer written = ByteBuffer.allocate(BYTES.length);
        part.writeTo(written);
        assertArrayEquals(BYTES, written.array());
        assertArrayEquals(whole.numbers(), part.numbers());
        assertEquals(BYTES.length, part.packedLength());
        longer[3]++;
        assertNotEquals(whole, part);
    }

    @Test
    void wrongLength() {
        assertThrows(IllegalArgumentException.class, () -> Embedding.ofPacked(EmbeddingDataType.FLOAT, new byte[5]));
        assertThrows(IllegalArgumentException.class, () -> Embedding.ofPacked(EmbeddingDataType.INT8, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> new Embedding(EmbeddingDataType.FLOAT, 2, new byte[4]));
        assertThrows(
                IllegalArgumentException.class,
                () -> Embedding.ofArray(EmbeddingDataType.FLOAT, 2, ByteBuffer.wrap(BYTES, 0, 7)));
        assertThrows(IllegalArgumentException.class, () -> EmbeddingDataType.ofValue("double"));
    }

    @Test
    void equality() {
        final Embedding embedding = Embedding.ofPacked(EmbeddingDataType.INT8, BYTES);

        assertEquals(embedding, Embedding.ofPacked(EmbeddingDataType.INT8, BYTES.clone()));
        assertEquals(
                embedding.hashCode(),
                Embedding.ofPacked(EmbeddingDataType.INT8, BYTES.clone()).hashCode());
        assertNotEquals(embedding, Embedding.ofPacked(EmbeddingDataType.UINT8, BYTES));
        assertEquals("int8 vector of dimension 8", embedding.toString());
    }
}
