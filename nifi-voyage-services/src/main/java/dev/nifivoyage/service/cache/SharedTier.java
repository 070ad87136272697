/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.distributed.cache.client.Deserializer;
import org.apache.nifi.distributed.cache.client.DistributedMapCacheClient;
import org.apache.nifi.distributed.cache.client.Serializer;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Vectors shared by the nodes of a cluster, in the server of the client. Keys are {@code nifi-voyage/} and the
 * custom_id, values are entries with checksums. A failure does not fail the caller: unavailable entries are missing.
 */
final class SharedTier {
    /** Maximum time until an eviction by another node is noticed. */
    static final Duration EVICTIONS_READ_EVERY = Duration.ofSeconds(5);

    /** Maximum time to wait for the server, independent of the timeout of its client. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(3);

    private static final String KEYS = "nifi-voyage/";
    private static final String EVICTIONS = "nifi-voyage-evicted/";
    private static final int KEYS_AT_ONCE = 100;
    private static final Serializer<String> TEXT =
            (text, output) -> output.write(text.getBytes(StandardCharsets.UTF_8));
    private static final Serializer<byte[]> BYTES = (bytes, output) -> output.write(bytes);
    // some clients return an empty value for a missing one
    private static final Deserializer<byte[]> BYTES_OR_NULL =
            bytes -> bytes == null || bytes.length == 0 ? null : bytes;

    private final DistributedMapCacheClient client;
    private final InstantSource clock;
    private final CircuitBreaker circuitBreaker;
    private final Map<String, Reading> evictions = new ConcurrentHashMap<>();
    private final CallDeadline deadline = new CallDeadline(LONGEST_CALL);
    private volatile boolean bulk = true;

    SharedTier(final DistributedMapCacheClient client, final InstantSource clock, final ComponentLog logger) {
        this.client = client;
        this.clock = clock;
        this.circuitBreaker = new CircuitBreaker(clock, logger);
    }

    /**
     * Returns the entries stored since an eviction of their namespace.
     *
     * @param mark mark of the eviction; 0 for none
     */
    EntrySource since(final long mark) {
        return (keys, receiver) -> read(keys, prefix(mark), receiver);
    }

    private void read(final List<RequestKey> keys, final String prefix, final EntrySource.Receiver receiver) {
        for (int i = 0; i < keys.size(); i += KEYS_AT_ONCE) {
            final List<RequestKey> few = keys.subList(i, Math.min(keys.size(), i + KEYS_AT_ONCE));
            final Map<String, byte[]> values = values(few, prefix);
            for (final RequestKey key : few) {
                receiver.take(key, values.get(prefix + key));
            }
        }
    }

    /**
     * Stores vectors for nodes with the same last eviction.
     *
     * @param mark mark of the eviction; 0 for none
     */
    void putAll(final List<KeyedEmbedding> embeddings, final long mark) {
        final String prefix = prefix(mark);
        for (int i = 0; i < embeddings.size() && circuitBreaker.tryAcquirePermit(); i += KEYS_AT_ONCE) {
            final Map<String, byte[]> values = HashMap.newHashMap(KEYS_AT_ONCE);
            for (final KeyedEmbedding embedding :
                    embeddings.subList(i, Math.min(embeddings.size(), i + KEYS_AT_ONCE))) {
                values.put(prefix + embedding.key(), EntryCodec.seal(embedding.key(), embedding.stored()));
            }
            try {
                deadline.call(() -> {
                    put(values);
                    return values;
                });
                circuitBreaker.recordSuccess();
            } catch (final IOException | RuntimeException e) {
                circuitBreaker.recordFailure(e);
            }
        }
    }

    /**
     * Returns the mark of the last eviction of the namespace by any node: 0 if there was none, empty if unknown.
     */
    OptionalLong evictionMark(final String namespace) {
        final long now = clock.millis();
        final Reading reading = evictions.get(namespace);
        if (reading != null && now - reading.at() < EVICTIONS_READ_EVERY.toMillis()
                || !circuitBreaker.tryAcquirePermit()) {
            return reading == null ? OptionalLong.empty() : OptionalLong.of(reading.mark());
        }

        try {
            final long mark = readEviction(namespace);
            evictions.put(namespace, new Reading(mark, now));
            circuitBreaker.recordSuccess();
            return OptionalLong.of(mark);
        } catch (final IOException | RuntimeException e) {
            circuitBreaker.recordFailure(e);
            return reading == null ? OptionalLong.empty() : OptionalLong.of(reading.mark());
        }
    }

    /**
     * Publishes an eviction again, if the circuit permits it.
     */
    void repeatEviction(final String namespace, final long mark) {
        if (circuitBreaker.tryAcquirePermit()) {
            try {
                writeEviction(namespace, mark);
                circuitBreaker.recordSuccess();
            } catch (final IOException | RuntimeException e) {
                circuitBreaker.recordFailure(e);
            }
        }
    }

    /**
     * Publishes an eviction to the other nodes.
     *
     * @throws IOException if it cannot be published
     */
    void putEviction(final String namespace, final long mark) throws IOException {
        try {
            writeEviction(namespace, mark);
        } catch (final IOException | RuntimeException e) {
            circuitBreaker.recordFailure(e);
            throw new IOException(
                    "Namespace [%s] is evicted on this node, but not on other nodes, because the Distributed Cache Service failed. Evict it again"
                            .formatted(namespace),
                    e);
        }
    }

    /**
     * Reads an entry regardless of the circuit breaker.
     *
     * @throws IOException if the server does not respond
     */
    void ping() throws IOException {
        readEviction("");
    }

    private Map<String, byte[]> values(final List<RequestKey> keys, final String prefix) {
        if (circuitBreaker.tryAcquirePermit()) {
            try {
                final Set<String> names =
                        keys.stream().map(key -> prefix + key).collect(Collectors.toUnmodifiableSet());
                final Map<String, byte[]> values =
                        Objects.requireNonNull(deadline.call(() -> get(names)), "The client returned null");
                circuitBreaker.recordSuccess();
                return values;
            } catch (final IOException | RuntimeException e) {
                circuitBreaker.recordFailure(e);
            }
        }

        return Map.of();
    }

    private static String prefix(final long mark) {
        return mark == 0 ? KEYS : "%s%d/".formatted(KEYS, mark);
    }

    private void writeEviction(final String namespace, final long mark) throws IOException {
        deadline.call(() -> {
            client.put(EVICTIONS + namespace, Long.toString(mark), TEXT, TEXT);
            return mark;
        });
        evictions.put(namespace, new Reading(mark, clock.millis()));
    }

    private long readEviction(final String namespace) throws IOException {
        final byte[] value = deadline.call(() -> client.get(EVICTIONS + namespace, TEXT, BYTES_OR_NULL));
        return value == null ? 0 : Long.parseLong(new String(value, StandardCharsets.UTF_8));
    }

    private Map<String, byte[]> get(final Set<String> names) throws IOException {
        if (bulk) {
            try {
                return client.subMap(names, TEXT, BYTES_OR_NULL);
            } catch (final UnsupportedOperationException e) {
                bulk = false;
            }
        }

        final Map<String, byte[]> values = new HashMap<>();
        for (final String name : names) {
            values.put(name, client.get(name, TEXT, BYTES_OR_NULL));
        }

        return values;
    }

    private void put(final Map<String, byte[]> values) throws IOException {
        if (bulk) {
            try {
                client.putAll(values, TEXT, BYTES);
                return;
            } catch (final UnsupportedOperationException e) {
                bulk = false;
            }
        }

        for (final Map.Entry<String, byte[]> value : values.entrySet()) {
            client.put(value.getKey(), value.getValue(), TEXT, BYTES);
        }
    }

    private record Reading(long mark, long at) {}
}
