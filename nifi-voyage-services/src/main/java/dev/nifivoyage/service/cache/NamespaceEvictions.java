/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When namespaces were evicted. Times are of this node's clock only; what other nodes evicted is known by its mark, so that their clocks may differ.
 */
final class NamespaceEvictions {
    private final Map<String, Eviction> evictions;
    private final AtomicLong newestCreatedAt;

    /**
     * What is remembered.
     *
     * @param newestCreatedAt no vector that this node has is newer
     */
    NamespaceEvictions(final Map<String, Eviction> evictions, final long newestCreatedAt) {
        this.evictions = new ConcurrentHashMap<>(evictions);
        this.newestCreatedAt = new AtomicLong(newestCreatedAt);
    }

    /**
     * The last eviction; {@link Eviction#NONE} when there was none.
     */
    Eviction of(final String namespace) {
        return evictions.getOrDefault(namespace, Eviction.NONE);
    }

    Map<String, Eviction> all() {
        return Map.copyOf(evictions);
    }

    /**
     * The time to give to vectors stored now, which is after the last eviction also when that was in the same millisecond.
     */
    long createdAt(final String namespace, final long now) {
        final long createdAt = Math.max(now, of(namespace).at() + 1);
        newestCreatedAt.accumulateAndGet(createdAt, Math::max);
        return createdAt;
    }

    /**
     * An eviction now, which is not before any vector stored here so far.
     */
    Eviction next(final String namespace, final long now) {
        final Eviction last = of(namespace);
        final long at = Math.max(Math.max(now, newestCreatedAt.get()), last.at() + 1);
        return new Eviction(Math.max(at, last.mark() + 1), at);
    }

    /**
     * An eviction by another node, whose clock may be behind this one's or ahead of it: all that is here goes.
     */
    Eviction learned(final String namespace, final long mark) {
        return new Eviction(mark, Math.max(newestCreatedAt.get(), of(namespace).at() + 1));
    }

    /**
     * Takes notice of an eviction.
     */
    void evicted(final String namespace, final Eviction eviction) {
        evictions.merge(namespace, eviction, (known, other) -> other.mark() > known.mark() ? other : known);
    }
}
