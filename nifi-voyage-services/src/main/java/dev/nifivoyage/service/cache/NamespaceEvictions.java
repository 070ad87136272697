/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The evictions of namespaces. Times are of the clock of this node; evictions by other nodes are identified by their
 * mark, so that clocks may differ.
 */
final class NamespaceEvictions {
    private static final int LONGEST_NAME = 200;

    private final Map<String, Eviction> evictions;
    private final AtomicLong newestCreatedAt;

    /**
     * @param newestCreatedAt time that is not before the creation of any vector of this node
     */
    NamespaceEvictions(final Map<String, Eviction> evictions, final long newestCreatedAt) {
        this.evictions = new ConcurrentHashMap<>(evictions);
        this.newestCreatedAt = new AtomicLong(newestCreatedAt);
    }

    /**
     * Returns the name under which the evictions of a namespace are kept in memory and stored: the namespace itself, or
     * the hash of a long one, because a few hundred of the longest would fill the memory.
     */
    static String name(final String namespace) {
        return namespace.length() <= LONGEST_NAME
                ? namespace
                : "SHA-256 " + HexFormat.of().formatHex(sha256().digest(namespace.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java platform has SHA-256", e);
        }
    }

    /**
     * Returns the last eviction, or {@link Eviction#NONE}.
     */
    Eviction of(final String namespace) {
        return evictions.getOrDefault(namespace, Eviction.NONE);
    }

    Map<String, Eviction> all() {
        return Map.copyOf(evictions);
    }

    /**
     * Returns the creation time for vectors stored now, which is after the last eviction even within the same
     * millisecond.
     */
    long createdAt(final String namespace, final long now) {
        final long createdAt = Math.max(now, of(namespace).at() + 1);
        newestCreatedAt.accumulateAndGet(createdAt, Math::max);
        return createdAt;
    }

    /**
     * Creates an eviction that is not before any vector stored on this node so far.
     */
    Eviction next(final String namespace, final long now) {
        final Eviction last = of(namespace);
        final long at = Math.max(Math.max(now, newestCreatedAt.get()), last.at() + 1);
        return new Eviction(Math.max(at, last.mark() + 1), at);
    }

    /**
     * Creates an eviction for one by another node, of everything stored on this node, because the clocks may differ.
     */
    Eviction learned(final String namespace, final long mark) {
        return new Eviction(mark, Math.max(newestCreatedAt.get(), of(namespace).at() + 1));
    }

    /**
     * Records an eviction.
     */
    void evicted(final String namespace, final Eviction eviction) {
        evictions.merge(namespace, eviction, (current, other) -> other.mark() > current.mark() ? other : current);
    }
}
