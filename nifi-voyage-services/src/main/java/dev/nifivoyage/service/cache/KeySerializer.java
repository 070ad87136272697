/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.ehcache.spi.serialization.Serializer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Serializes the 32 bytes of a key off the heap.
 */
final class KeySerializer implements Serializer<RequestKey> {
    private static final int PARTS = RequestKey.BYTES / Long.BYTES;

    @Override
    public ByteBuffer serialize(final RequestKey key) {
        final ByteBuffer buffer = ByteBuffer.allocate(RequestKey.BYTES);
        key.writeTo(buffer);
        return buffer.flip();
    }

    @Override
    public RequestKey read(final ByteBuffer binary) {
        return RequestKey.ofNext(binary);
    }

    @Override
    public boolean equals(final RequestKey key, final ByteBuffer binary) {
        final int start = binary.position();
        final boolean swapped = binary.order() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < PARTS; i++) {
            final long part = binary.getLong(start + i * Long.BYTES);
            if (key.part(i) != (swapped ? Long.reverseBytes(part) : part)) {
                return false;
            }
        }

        return true;
    }
}
