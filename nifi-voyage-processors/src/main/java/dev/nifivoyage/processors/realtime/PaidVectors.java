/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Billed vectors of unfinished FlowFiles, for a processor without a cache: if a FlowFile fails after some of its
 * requests, its next attempt starts with the vectors that were billed.
 *
 * <p>Holds up to {@value #MAXIMUM_MEGABYTES} MB. The first vectors are kept rather than the last, so that the next
 * attempt makes progress. Vectors expire some minutes after their last use. Thread-safe.</p>
 */
public final class PaidVectors {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final int MAXIMUM_MEGABYTES = 32;
    private static final long MAXIMUM_BYTES = MAXIMUM_MEGABYTES * 1024L * 1024L;
    /** Approximate heap overhead of an entry. */
    private static final int ENTRY_BYTES = 200;

    private final Map<RequestKey, Entry> entries = new HashMap<>();
    private final long maximumBytes;
    private final LongSupplier nanoTime;
    private URI server;
    private long bytes;

    public PaidVectors() {
        this(MAXIMUM_BYTES, System::nanoTime);
    }

    /**
     * Returns an instance that keeps nothing, for vectors that are kept elsewhere.
     */
    public static PaidVectors none() {
        return new PaidVectors(0, System::nanoTime);
    }

    PaidVectors(final long maximumBytes, final LongSupplier nanoTime) {
        this.maximumBytes = maximumBytes;
        this.nanoTime = nanoTime;
    }

    /**
     * A vector and the time of its last use.
     */
    private record Entry(CachedEmbedding embedding, long usedAt) {

        private int bytes() {
            return embedding.embedding().packedLength() + ENTRY_BYTES;
        }
    }

    /**
     * Drops all vectors of another server; called when the processor is scheduled.
     */
    public synchronized void startWith(final URI newServer) {
        if (!newServer.equals(server)) {
            entries.clear();
            bytes = 0;
            server = newServer;
        }
    }

    /**
     * Returns the vector, or null if there is none.
     */
    synchronized CachedEmbedding find(final RequestKey key) {
        final Entry entry =
                entries.computeIfPresent(key, (same, found) -> new Entry(found.embedding(), nanoTime.getAsLong()));
        return entry == null ? null : entry.embedding();
    }

    /**
     * Keeps a vector if there is room.
     *
     * @return whether the vector is kept
     */
    synchronized boolean keep(final RequestKey key, final CachedEmbedding embedding) {
        final Entry entry = new Entry(embedding, nanoTime.getAsLong());
        if (bytes + entry.bytes() > maximumBytes) {
            dropOld();
        }
        if (entries.containsKey(key) || bytes + entry.bytes() > maximumBytes) {
            return false;
        }

        entries.put(key, entry);
        bytes += entry.bytes();
        return true;
    }

    /**
     * Drops the vectors of a finished FlowFile.
     */
    synchronized void forget(final Collection<RequestKey> keys) {
        for (final RequestKey key : keys) {
            final Entry entry = entries.remove(key);
            bytes -= entry == null ? 0 : entry.bytes();
        }
    }

    private void dropOld() {
        final long now = nanoTime.getAsLong();
        entries.values().removeIf(entry -> {
            final boolean old = now - entry.usedAt() > LIFETIME.toNanos();
            bytes -= old ? entry.bytes() : 0;
            return old;
        });
    }
}
