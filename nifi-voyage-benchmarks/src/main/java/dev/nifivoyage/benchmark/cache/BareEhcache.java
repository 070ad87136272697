/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.spi.serialization.Serializer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bare Ehcache off the heap, with vectors as bytes.
 */
final class BareEhcache implements AutoCloseable {
    private static final String NAME = "bare";

    private final CacheManager manager;
    private final Cache<RequestKey, byte[]> cache;

    BareEhcache(final int megabytes) {
        manager = CacheManagerBuilder.newCacheManagerBuilder()
                .withCache(
                        NAME,
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                        RequestKey.class,
                                        byte[].class,
                                        ResourcePoolsBuilder.newResourcePoolsBuilder()
                                                .offheap(megabytes, MemoryUnit.MB))
                                .withKeySerializer(new Keys())
                                .withValueSerializer(new Values()))
                .build(true);
        cache = manager.getCache(NAME, RequestKey.class, byte[].class);
    }

    Cache<RequestKey, byte[]> cache() {
        return cache;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The 32 bytes of a key. */
    private static final class Keys implements Serializer<RequestKey> {

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
            for (int i = 0; i < RequestKey.BYTES / Long.BYTES; i++) {
                if (key.part(i) != binary.getLong(start + i * Long.BYTES)) {
                    return false;
                }
            }

            return true;
        }
    }

    /** Copies bytes. */
    private static final class Values implements Serializer<byte[]> {

        @Override
        public ByteBuffer serialize(final byte[] value) {
            return ByteBuffer.wrap(value);
        }

        @Override
        public byte[] read(final ByteBuffer binary) {
            final byte[] value = new byte[binary.remaining()];
            binary.get(value);
            return value;
        }

        @Override
        public boolean equals(final byte[] value, final ByteBuffer binary) {
            return Arrays.equals(value, read(binary));
        }
    }
}
