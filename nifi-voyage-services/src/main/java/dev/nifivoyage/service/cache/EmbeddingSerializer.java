/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.ehcache.spi.serialization.Serializer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Serializes a vector off the heap: the entry without its checksum.
 */
final class EmbeddingSerializer implements Serializer<StoredEmbedding> {

    @Override
    public ByteBuffer serialize(final StoredEmbedding stored) {
        final ByteBuffer buffer = ByteBuffer.allocate(
                        EntryCodec.bodyBytes(stored.value().embedding()))
                .order(ByteOrder.LITTLE_ENDIAN);
        EntryCodec.writeBody(stored, buffer);
        return buffer.flip();
    }

    @Override
    public StoredEmbedding read(final ByteBuffer binary) {
        return EntryCodec.readBody(binary);
    }

    @Override
    public boolean equals(final StoredEmbedding stored, final ByteBuffer binary) {
        return stored.equals(read(binary));
    }
}
