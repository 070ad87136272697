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
 * One question on its way through the tiers: what was found so far, and what is still missing.
 */
final class Lookup {
    private EntryFilter acceptance;
    private final Map<RequestKey, CachedEmbedding> found;
    private List<RequestKey> missing;
    private long tokens;
    private long invalid;

    Lookup(final EntryFilter acceptance, final int keys) {
        this.acceptance = acceptance;
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
     * From now on takes other vectors.
     */
    void accept(final EntryFilter other) {
        acceptance = other;
    }

    /**
     * Asks the memory tier for different keys.
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
     * Asks another tier for the missing keys.
     *
     * @return what was usable, for the faster tiers
     */
    List<KeyedEmbedding> inRecords(final EntrySource source) throws IOException {
        final List<RequestKey> asked = missing;
        final List<KeyedEmbedding> usable = new ArrayList<>(asked.size());
        missing = new ArrayList<>();
        try {
            source.read(asked, (key, record, length) -> take(key, record, length, usable));
        } finally {
            // the source may fail between any two keys
            missing.addAll(asked.subList(usable.size() + missing.size(), asked.size()));
        }

        return usable;
    }

    private void take(final RequestKey key, final byte[] source, final int length, final List<KeyedEmbedding> usable) {
        final StoredEmbedding stored = source == null ? null : unseal(key, source, length);
        if (stored != null && accepts(key, stored)) {
            usable.add(new KeyedEmbedding(key, stored));
        } else {
            missing.add(key);
        }
    }

    private StoredEmbedding unseal(final RequestKey key, final byte[] source, final int length) {
        final StoredEmbedding stored = EntryCodec.readSealed(key, source, length);
        invalid += stored == null ? 1 : 0;
        return stored;
    }

    private boolean accepts(final RequestKey key, final StoredEmbedding stored) {
        if (!acceptance.fits(stored.value().embedding())) {
            invalid++;
            return false;
        }

        if (!acceptance.isLive(stored)) {
            return false;
        }

        found.put(key, stored.value());
        tokens += stored.value().tokens();
        return true;
    }
}
