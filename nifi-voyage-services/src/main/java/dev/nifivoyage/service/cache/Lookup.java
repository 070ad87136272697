/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A lookup on its way through the tiers, with the vectors found so far and the missing keys.
 */
final class Lookup {
    private EntryFilter filter;
    private final Map<RequestKey, CachedEmbedding> found;
    private List<RequestKey> missing;
    private long tokens;
    private long invalid;

    Lookup(final EntryFilter filter, final int keys) {
        this.filter = filter;
        this.found = HashMap.newHashMap(keys);
    }

    Map<RequestKey, CachedEmbedding> found() {
        return found;
    }

    List<RequestKey> missing() {
        return missing;
    }

    long tokens() {
        return tokens;
    }

    long invalid() {
        return invalid;
    }

    /**
     * Replaces the filter for the following tiers.
     */
    void filter(final EntryFilter other) {
        filter = other;
    }

    /**
     * Looks up distinct keys in the memory tier.
     */
    void inMemory(final OffHeapTier tier, final Collection<RequestKey> keys) {
        missing = new ArrayList<>();
        for (final RequestKey key : keys) {
            final StoredEmbedding stored = tier.get(key);
            if (stored == null || !accepts(key, stored)) {
                missing.add(key);
            }
        }
    }

    /**
     * Looks up the missing keys in another tier.
     *
     * @return usable entries, for the faster tiers
     */
    List<KeyedEmbedding> inEntries(final EntrySource source) throws IOException {
        final List<RequestKey> requested = missing;
        final List<KeyedEmbedding> usable = new ArrayList<>(requested.size());
        missing = new ArrayList<>();
        try {
            source.read(requested, (key, entry) -> take(key, entry, usable));
        } finally {
            // the source may fail between any two keys
            missing.addAll(requested.subList(usable.size() + missing.size(), requested.size()));
        }

        return usable;
    }

    private void take(final RequestKey key, final byte[] entry, final List<KeyedEmbedding> usable) {
        final StoredEmbedding stored = entry == null ? null : unseal(key, entry);
        if (stored != null && accepts(key, stored)) {
            usable.add(new KeyedEmbedding(key, stored));
        } else {
            missing.add(key);
        }
    }

    private StoredEmbedding unseal(final RequestKey key, final byte[] entry) {
        final StoredEmbedding stored = EntryCodec.readSealed(key, entry);
        invalid += stored == null ? 1 : 0;
        return stored;
    }

    private boolean accepts(final RequestKey key, final StoredEmbedding stored) {
        if (!filter.fits(stored.value().embedding())) {
            invalid++;
            return false;
        }

        if (!filter.isLive(stored)) {
            return false;
        }

        found.put(key, stored.value());
        tokens += stored.value().tokens();
        return true;
    }
}
