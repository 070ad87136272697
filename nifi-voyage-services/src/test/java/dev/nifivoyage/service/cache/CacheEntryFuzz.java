/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * Reads any bytes as a cache entry of each tier. Either they are exactly the bytes of a vector, or they are a miss.
 */
public final class CacheEntryFuzz {
    private static final RequestKey KEY = RequestKey.ofBytes(new byte[RequestKey.BYTES]);
    private static final RequestKey OTHER = KEY.xor(filled((byte) 1));

    private CacheEntryFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        final StoredEmbedding body = EntryCodec.readBody(ByteBuffer.wrap(input));
        assertEquals(body, EntryCodec.readBody(direct(input)));
        EntryCodec.readSealed(KEY, input);

        final byte[] sealed = seal(input);
        final StoredEmbedding stored = EntryCodec.readSealed(KEY, sealed);
        assertEquals(body, stored);
        assertNull(EntryCodec.readSealed(OTHER, sealed));
        if (stored == null) {
            return;
        }

        final ByteBuffer written = ByteBuffer.allocate(
                        EntryCodec.bodyBytes(stored.value().embedding()))
                .order(ByteOrder.LITTLE_ENDIAN);
        EntryCodec.writeBody(stored, written);
        assertArrayEquals(input, written.array());
        assertArrayEquals(sealed, EntryCodec.seal(KEY, stored));
        assertEquals(
                stored.value()
                        .embedding()
                        .dataType()
                        .elements(stored.value().embedding().dimension()),
                stored.value().embedding().numbers().length);
    }

    // a valid checksum lets the content through
    private static byte[] seal(final byte[] body) {
        final CRC32C checksum = new CRC32C();
        checksum.update(KEY.toBytes());
        checksum.update(body);
        return ByteBuffer.wrap(Arrays.copyOf(body, body.length + EntryCodec.CHECKSUM_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(body.length, (int) checksum.getValue())
                .array();
    }

    private static ByteBuffer direct(final byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static byte[] filled(final byte value) {
        final byte[] bytes = new byte[RequestKey.BYTES];
        Arrays.fill(bytes, value);
        return bytes;
    }
}
