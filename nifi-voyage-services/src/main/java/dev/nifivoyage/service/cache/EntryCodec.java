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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Binary encoding of a cache entry, used by all tiers. All numbers are little-endian:
 * <pre>
 * offset  bytes
 *      0      1  format version: 1
 *      1      1  data type: 1 float, 2 int8, 3 uint8, 4 binary, 5 ubinary
 *      2      2  reserved, zero
 *      4      4  dimension
 *      8      8  creation time, in milliseconds since the epoch
 *     16      4  tokens, 0 if unknown
 *     20      n  the packed vector
 *   20+n      4  CRC32C of the 32 bytes of the key and of all preceding bytes; not in the memory tier
 * </pre>
 * The checksum includes the key, so that an entry stored under another key is detected as damaged instead of being
 * returned as a wrong vector.
 */
final class EntryCodec {
    static final int HEADER_BYTES = 20;
    static final int CHECKSUM_BYTES = Integer.BYTES;

    private static final byte VERSION = 1;

    private EntryCodec() {}

    /**
     * Returns the size of an entry without its checksum, in bytes.
     */
    static int bodyBytes(final Embedding embedding) {
        return HEADER_BYTES + embedding.packedLength();
    }

    /**
     * Returns the size of an entry with its checksum, in bytes.
     */
    static int sealedBytes(final Embedding embedding) {
        return bodyBytes(embedding) + CHECKSUM_BYTES;
    }

    /**
     * Writes an entry without its checksum to a little-endian buffer.
     */
    static void writeBody(final StoredEmbedding stored, final ByteBuffer buffer) {
        final Embedding embedding = stored.value().embedding();
        buffer.put(VERSION)
                .put(code(embedding.dataType()))
                .putShort((short) 0)
                .putInt(embedding.dimension())
                .putLong(stored.createdAt())
                .putInt(stored.value().tokens());
        embedding.writeTo(buffer);
    }

    /**
     * Reads an entry without its checksum from the remaining bytes of a buffer, which are copied, and whose position
     * does not change.
     *
     * @return null if the entry is malformed or has an unsupported version
     */
    static StoredEmbedding readBody(final ByteBuffer source) {
        final byte[] body = new byte[source.remaining()];
        source.get(source.position(), body);
        return read(ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static StoredEmbedding read(final ByteBuffer buffer) {
        if (buffer.remaining() <= HEADER_BYTES || buffer.get() != VERSION) {
            return null;
        }

        final int code = buffer.get();
        final short reserved = buffer.getShort();
        final int dimension = buffer.getInt();
        final long createdAt = buffer.getLong();
        final int tokens = buffer.getInt();
        final EmbeddingDataType dataType = dataType(code);
        if (dataType == null
                || reserved != 0
                || tokens < 0
                || dimension <= 0
                || (long) dataType.elements(dimension) * dataType.elementBytes() != buffer.remaining()) {
            return null;
        }

        return new StoredEmbedding(
                new CachedEmbedding(Embedding.ofArray(dataType, dimension, buffer), tokens), createdAt);
    }

    /**
     * Returns an entry with its checksum.
     */
    static byte[] seal(final RequestKey key, final StoredEmbedding stored) {
        final byte[] sealed = new byte[sealedBytes(stored.value().embedding())];
        writeSealed(key, stored, ByteBuffer.wrap(sealed));
        return sealed;
    }

    /**
     * Writes an entry with its checksum to a buffer that has space for {@link #sealedBytes} bytes.
     */
    static void writeSealed(final RequestKey key, final StoredEmbedding stored, final ByteBuffer target) {
        final ByteBuffer entry = target.slice().order(ByteOrder.LITTLE_ENDIAN);
        writeBody(stored, entry);
        entry.putInt(checksum(key, entry.duplicate().flip()));
        target.position(target.position() + entry.position());
    }

    /**
     * Reads an entry with its checksum.
     *
     * @param entry not copied, and must not be changed
     * @return null if the entry is damaged, belongs to another key, or has an unsupported version
     */
    static StoredEmbedding readSealed(final RequestKey key, final byte[] entry) {
        final int body = entry.length - CHECKSUM_BYTES;
        if (body <= HEADER_BYTES) {
            return null;
        }

        final ByteBuffer buffer = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.getInt(body) == checksum(key, buffer.duplicate().limit(body)) ? read(buffer.limit(body)) : null;
    }

    private static int checksum(final RequestKey key, final ByteBuffer body) {
        final byte[] keyBytes = key.toBytes();
        final CRC32C crc = new CRC32C();
        crc.update(keyBytes, 0, keyBytes.length);
        crc.update(body);
        return (int) crc.getValue();
    }

    // explicit, so that the format does not depend on the order of the constants
    private static byte code(final EmbeddingDataType dataType) {
        return switch (dataType) {
            case FLOAT -> 1;
            case INT8 -> 2;
            case UINT8 -> 3;
            case BINARY -> 4;
            case UBINARY -> 5;
        };
    }

    private static EmbeddingDataType dataType(final int code) {
        return switch (code) {
            case 1 -> EmbeddingDataType.FLOAT;
            case 2 -> EmbeddingDataType.INT8;
            case 3 -> EmbeddingDataType.UINT8;
            case 4 -> EmbeddingDataType.BINARY;
            case 5 -> EmbeddingDataType.UBINARY;
            default -> null;
        };
    }
}
