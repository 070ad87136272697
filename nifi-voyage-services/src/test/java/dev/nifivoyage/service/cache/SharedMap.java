/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.distributed.cache.client.Deserializer;
import org.apache.nifi.distributed.cache.client.DistributedMapCacheClient;
import org.apache.nifi.distributed.cache.client.Serializer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of a map that lives in this process, and can fail. Like NiFi's own client it hands no bytes to the
 * deserializer for what is not there.
 */
final class SharedMap extends AbstractControllerService implements DistributedMapCacheClient {
    final ConcurrentMap<String, byte[]> values;
    final AtomicInteger calls = new AtomicInteger();
    volatile Exception failure;
    /** When set, calls wait for it. */
    volatile CountDownLatch frozen;

    volatile boolean withoutBulk;

    SharedMap() {
        this(new ConcurrentHashMap<>());
    }

    SharedMap(final ConcurrentMap<String, byte[]> values) {
        this.values = values;
    }

    @Override
    public <K, V> Map<K, V> subMap(
            final Set<K> keys, final Serializer<K> keySerializer, final Deserializer<V> valueDeserializer)
            throws IOException {
        rejectBulk();
        return DistributedMapCacheClient.super.subMap(keys, keySerializer, valueDeserializer);
    }

    @Override
    public <K, V> void putAll(
            final Map<K, V> keysAndValues, final Serializer<K> keySerializer, final Serializer<V> valueSerializer)
            throws IOException {
        rejectBulk();
        DistributedMapCacheClient.super.putAll(keysAndValues, keySerializer, valueSerializer);
    }

    @Override
    public <K, V> V get(final K key, final Serializer<K> keySerializer, final Deserializer<V> valueDeserializer)
            throws IOException {
        final byte[] value = values.get(name(key, keySerializer));
        return valueDeserializer.deserialize(value == null ? new byte[0] : value);
    }

    @Override
    public <K, V> void put(
            final K key, final V value, final Serializer<K> keySerializer, final Serializer<V> valueSerializer)
            throws IOException {
        values.put(name(key, keySerializer), bytes(value, valueSerializer));
    }

    @Override
    public <K, V> boolean putIfAbsent(
            final K key, final V value, final Serializer<K> keySerializer, final Serializer<V> valueSerializer)
            throws IOException {
        return values.putIfAbsent(name(key, keySerializer), bytes(value, valueSerializer)) == null;
    }

    @Override
    public <K, V> V getAndPutIfAbsent(
            final K key,
            final V value,
            final Serializer<K> keySerializer,
            final Serializer<V> valueSerializer,
            final Deserializer<V> valueDeserializer)
            throws IOException {
        return valueDeserializer.deserialize(
                values.putIfAbsent(name(key, keySerializer), bytes(value, valueSerializer)));
    }

    @Override
    public <K> boolean containsKey(final K key, final Serializer<K> keySerializer) throws IOException {
        return values.containsKey(name(key, keySerializer));
    }

    @Override
    public <K> boolean remove(final K key, final Serializer<K> serializer) throws IOException {
        return values.remove(name(key, serializer)) != null;
    }

    @Override
    public void close() {
        values.clear();
    }

    private void rejectBulk() {
        if (withoutBulk) {
            throw new UnsupportedOperationException("one at a time");
        }
    }

    private <K> String name(final K key, final Serializer<K> serializer) throws IOException {
        calls.incrementAndGet();
        final CountDownLatch thaw = frozen;
        if (thaw != null) {
            try {
                thaw.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
        if (failure instanceof final IOException broken) {
            throw broken;
        }
        if (failure instanceof final RuntimeException broken) {
            throw broken;
        }
        return new String(bytes(key, serializer));
    }

    private static <T> byte[] bytes(final T value, final Serializer<T> serializer) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        serializer.serialize(value, output);
        return output.toByteArray();
    }
}
