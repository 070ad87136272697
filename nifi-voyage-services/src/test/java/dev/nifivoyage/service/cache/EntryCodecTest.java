/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EntryCodecTest {
    private static final RequestKey KEY = Vectors.key(1);

    // a cache filled by an older version must be readable; the checksum was computed by another implementation, in
    // Python
    @Test
    void goldenRecord() {
        final RequestKey key = RequestKey.ofBytes(new byte[RequestKey.BYTES]);
        final Embedding embedding = new Embedding(EmbeddingDataType.INT8, 3, new byte[] {1, -1, 127});
        final StoredEmbedding stored = new StoredEmbedding(new CachedEmbedding(embedding, 7), 0x0102030405060708L);

        assertEquals(
                "01020000" + "03000000" + "0807060504030201" + "07000000" + "01ff7f" + "9b703d0d",
                HexFormat.of().formatHex(EntryCodec.seal(key, stored)));
        assertEquals(stored, EntryCodec.readSealed(key, EntryCodec.seal(key, stored)));
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDataType.class)
    void everyDataType(final EmbeddingDataType dataType) {
        final StoredEmbedding stored = new StoredEmbedding(Vectors.embedding(dataType, 1024, 5), 1234567890123L);

        assertEquals(stored, EntryCodec.readSealed(KEY, EntryCodec.seal(KEY, stored)));
        final EmbeddingSerializer serializer = new EmbeddingSerializer();
        assertEquals(stored, serializer.read(serializer.serialize(stored).order(ByteOrder.BIG_ENDIAN)));
        assertTrue(serializer.equals(stored, serializer.serialize(stored)));
    }

    @Test
    void everyChangedBitIsNoticed() {
        final byte[] sealed = EntryCodec.seal(KEY, new StoredEmbedding(Vectors.embedding(1), 1));
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            sealed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertNull(EntryCodec.readSealed(KEY, sealed), "bit " + bit);
            sealed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
    }

    @Test
    void everyOtherLengthIsNoticed() {
        final byte[] sealed = EntryCodec.seal(KEY, new StoredEmbedding(Vectors.embedding(1), 1));
        for (int length = 0; length < sealed.length + 10; length++) {
            assertEquals(
                    length == sealed.length,
                    EntryCodec.readSealed(KEY, Arrays.copyOf(sealed, length)) != null,
                    "length " + length);
        }
    }

    @Test
    void recordOfAnotherKeyIsNoticed() {
        assertNull(EntryCodec.readSealed(
                Vectors.key(2), EntryCodec.seal(KEY, new StoredEmbedding(Vectors.embedding(1), 1))));
    }

    @Test
    void bodyOfAnotherVersionOrShape() {
        final StoredEmbedding stored = new StoredEmbedding(Vectors.embedding(1), 1);
        for (final int[] change : new int[][] {{0, 2}, {1, 0}, {1, 6}, {2, 1}, {5, 2}, {7, 0x80}, {19, 0x80}}) {
            final ByteBuffer buffer = new EmbeddingSerializer().serialize(stored);
            buffer.put(change[0], (byte) change[1]);
            assertNull(EntryCodec.readBody(buffer), "offset " + change[0]);
        }
    }

    @Test
    void keySerializer() {
        final KeySerializer serializer = new KeySerializer();
        final ByteBuffer binary = serializer.serialize(KEY);

        assertTrue(serializer.equals(KEY, binary));
        assertTrue(serializer.equals(KEY, binary.duplicate().order(ByteOrder.LITTLE_ENDIAN)));
        for (int i = 0; i < RequestKey.BYTES; i++) {
            final ByteBuffer other = serializer.serialize(KEY);
            other.put(i, (byte) (other.get(i) + 1));
            assertEquals(false, serializer.equals(KEY, other), "byte " + i);
        }
        assertEquals(KEY, serializer.read(binary));
    }
}
