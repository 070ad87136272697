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
 * When each namespace was last evicted, in milliseconds since 1970. A key does not tell its namespace, so vectors are not removed: those made until then
 * are not found any more, and leave with the oldest files or to make room.
 */
final class NamespaceEvictions {
    private final Map<String, Long> evictedAt;
    private final AtomicLong newestCreatedAt = new AtomicLong();

    NamespaceEvictions(final Map<String, Long> evictedAt) {
        this.evictedAt = new ConcurrentHashMap<>(evictedAt);
    }

    /**
     * The time of the last eviction; 0 when there was none.
     */
    long evictedAt(final String namespace) {
        return evictedAt.getOrDefault(namespace, 0L);
    }

    /**
     * The time to give to vectors stored now, which is after the last eviction also when that was in the same millisecond or by a clock that is ahead.
     */
    long createdAt(final String namespace, final long now) {
        final long createdAt = Math.max(now, evictedAt(namespace) + 1);
        newestCreatedAt.accumulateAndGet(createdAt, Math::max);
        return createdAt;
    }

    /**
     * The time to give to an eviction now, which is not before any vector stored so far.
     */
    long nextEviction(final String namespace, final long now) {
        return Math.max(Math.max(now, newestCreatedAt.get()), evictedAt(namespace) + 1);
    }

    /**
     * Takes notice of an eviction.
     */
    void evicted(final String namespace, final long at) {
        evictedAt.merge(namespace, at, Math::max);
    }
}
