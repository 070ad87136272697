/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.distributed.cache.client.Deserializer;
import org.apache.nifi.distributed.cache.client.DistributedMapCacheClient;
import org.apache.nifi.distributed.cache.client.Serializer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A client of Redis in place of NiFi's own, whose NAR is not on Maven Central: one GET for each key, one MSET for many,
 * and the exceptions of its driver. It is part of no NAR but that of {@link RedisNar}.
 */
@CapabilityDescription("Test only: a map cache client that stores its entries in Redis")
public final class JedisMapCacheClient extends AbstractControllerService implements DistributedMapCacheClient {
    static final String HOST_NAME = "Redis Host";
    static final String PORT_NAME = "Redis Port";

    private static final PropertyDescriptor HOST = new PropertyDescriptor.Builder()
            .name(HOST_NAME)
            .required(true)
            .addValidator(Validator.VALID)
            .build();
    private static final PropertyDescriptor PORT = new PropertyDescriptor.Builder()
            .name(PORT_NAME)
            .required(true)
            .addValidator(Validator.VALID)
            .build();

    private volatile RedisClient redis;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(HOST, PORT);
    }

    @OnEnabled
    public void connect(final ConfigurationContext context) {
        redis = RedisClient.create(
                context.getProperty(HOST).getValue(), context.getProperty(PORT).asInteger());
    }

    @OnDisabled
    public void disconnect() {
        redis.close();
    }

    @Override
    public <K, V> boolean putIfAbsent(
            final K key, final V value, final Serializer<K> keySerializer, final Serializer<V> valueSerializer)
            throws IOException {
        return redis.set(
                        bytes(key, keySerializer),
                        bytes(value, valueSerializer),
                        SetParams.setParams().nx())
                != null;
    }

    @Override
    public <K, V> V getAndPutIfAbsent(
            final K key,
            final V value,
            final Serializer<K> keySerializer,
            final Serializer<V> valueSerializer,
            final Deserializer<V> valueDeserializer) {
        throw new UnsupportedOperationException("The embedding cache does not need it");
    }

    @Override
    public <K> boolean containsKey(final K key, final Serializer<K> keySerializer) throws IOException {
        return redis.exists(bytes(key, keySerializer));
    }

    @Override
    public <K, V> void put(
            final K key, final V value, final Serializer<K> keySerializer, final Serializer<V> valueSerializer)
            throws IOException {
        redis.set(bytes(key, keySerializer), bytes(value, valueSerializer));
    }

    @Override
    public <K, V> void putAll(
            final Map<K, V> entries, final Serializer<K> keySerializer, final Serializer<V> valueSerializer)
            throws IOException {
        final byte[][] keysAndValues = new byte[2 * entries.size()][];
        int i = 0;
        for (final Map.Entry<K, V> entry : entries.entrySet()) {
            keysAndValues[i++] = bytes(entry.getKey(), keySerializer);
            keysAndValues[i++] = bytes(entry.getValue(), valueSerializer);
        }
        if (i > 0) {
            redis.mset(keysAndValues);
        }
    }

    @Override
    public <K, V> V get(final K key, final Serializer<K> keySerializer, final Deserializer<V> valueDeserializer)
            throws IOException {
        final byte[] value = redis.get(bytes(key, keySerializer));
        return value == null ? null : valueDeserializer.deserialize(value);
    }

    @Override
    public <K> boolean remove(final K key, final Serializer<K> serializer) throws IOException {
        return redis.del(bytes(key, serializer)) > 0;
    }

    @Override
    public void close() {
        // the connections are closed when the service is disabled
    }

    private static <T> byte[] bytes(final T value, final Serializer<T> serializer) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        serializer.serialize(value, output);
        return output.toByteArray();
    }
}
