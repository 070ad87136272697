/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.realtime.TextEmbedder.KeyedText;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Vectors of texts: from the cache when there is one, and from Voyage otherwise. What was paid is kept even if a later request of the same chunk fails.
 */
public final class VectorLookup {
    private final EmbeddingCache cache;
    private final PaidVectors paid;
    private final Set<RequestKey> paidByThisTry = new HashSet<>();
    private final Set<RequestKey> paidBefore = new HashSet<>();
    private final TextEmbedder embedder;
    private final EmbeddingParameters parameters;
    private final ComponentLog logger;

    /**
     * A lookup for one try of a FlowFile.
     *
     * @param cache or null
     * @param paid where vectors are kept for the next try when there is no cache, or when it cannot keep them
     */
    public VectorLookup(
            final EmbeddingCache cache,
            final PaidVectors paid,
            final TextEmbedder embedder,
            final EmbeddingParameters parameters,
            final ComponentLog logger) {
        this.cache = cache;
        this.paid = paid;
        this.embedder = embedder;
        this.parameters = parameters;
        this.logger = logger;
    }

    /**
     * Settles all texts.
     *
     * @param texts as many distinct texts as one request takes, by their keys
     */
    public TextOutcomes find(final Map<RequestKey, String> texts, final Usage usage) throws VoyageException {
        final TextOutcomes outcomes = new TextOutcomes();
        find(texts, outcomes, usage);
        return outcomes;
    }

    /**
     * Settles all texts. After an exception, what was found or paid before is in the outcomes.
     *
     * @param texts as many distinct texts as one request takes, by their keys
     */
    public void find(final Map<RequestKey, String> texts, final TextOutcomes outcomes, final Usage usage)
            throws VoyageException {
        findPaid(texts.keySet(), outcomes);
        final Map<RequestKey, String> unpaid = new LinkedHashMap<>(texts);
        unpaid.keySet().removeIf(outcomes::isSettled);
        if (cache != null && !unpaid.isEmpty()) {
            findInCache(unpaid, outcomes, usage);
        }

        // without a cache all of them; with one, those that another thread was computing in vain
        final List<RequestKey> unsettled =
                unpaid.keySet().stream().filter(key -> !outcomes.isSettled(key)).toList();
        if (!unsettled.isEmpty()) {
            try {
                embedder.embed(keyed(unsettled, texts), outcomes, usage, unsettled.size() < texts.size());
            } finally {
                keep(unsettled, outcomes);
            }
        }
    }

    /**
     * The FlowFile is done: what it paid is not kept for another try.
     */
    public void forget() {
        paid.forget(paidByThisTry);
        paid.forget(paidBefore);
    }

    // not what this try has paid: equal texts of later requests are paid as they always were
    private void findPaid(final Collection<RequestKey> keys, final TextOutcomes outcomes) {
        for (final RequestKey key : keys) {
            final CachedEmbedding embedding =
                    outcomes.isSettled(key) || paidByThisTry.contains(key) ? null : paid.find(key);
            if (embedding != null) {
                paidBefore.add(key);
                outcomes.embedded(key, embedding);
            }
        }
    }

    private void findInCache(final Map<RequestKey, String> texts, final TextOutcomes outcomes, final Usage usage)
            throws VoyageException {
        final List<VoyageException> failures = new ArrayList<>();
        Map<RequestKey, CachedEmbedding> found;
        try {
            found = cache.getOrEmbed(parameters, texts.keySet(), missing -> {
                try {
                    embedder.embed(keyed(missing, texts), outcomes, usage, missing.size() < texts.size());
                } catch (final VoyageException e) {
                    failures.add(e);
                    if (embedded(missing, outcomes).isEmpty()) {
                        throw e;
                    }
                    // what came before the failure is given to the cache, and the failure is thrown below
                }
                return embedded(missing, outcomes);
            });
        } catch (final IOException e) {
            if (failures.isEmpty()) {
                logger.warn("Vectors could not be kept in the cache, so that their texts may have to be paid again", e);
            }
            keepPaid(embedded(texts.keySet(), outcomes));
            found = Map.of();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }

        final Map<RequestKey, CachedEmbedding> present =
                found.isEmpty() ? cache.getAll(parameters, texts.keySet()) : found;
        present.forEach((key, embedding) -> {
            if (!outcomes.isSettled(key)) {
                usage.found(embedding.tokens());
                outcomes.embedded(key, embedding);
            }
        });
    }

    private void keep(final Collection<RequestKey> keys, final TextOutcomes outcomes) {
        final Map<RequestKey, CachedEmbedding> embeddings = embedded(keys, outcomes);
        if (embeddings.isEmpty()) {
            return;
        }

        if (cache != null) {
            try {
                cache.putAll(parameters, embeddings);
                return;
            } catch (final IOException e) {
                logger.warn("Vectors could not be kept in the cache, so that their texts may have to be paid again", e);
            }
        }
        keepPaid(embeddings);
    }

    private void keepPaid(final Map<RequestKey, CachedEmbedding> embeddings) {
        embeddings.forEach((key, embedding) -> {
            if (paid.keep(key, embedding)) {
                paidByThisTry.add(key);
            }
        });
    }

    private static List<KeyedText> keyed(final Collection<RequestKey> keys, final Map<RequestKey, String> texts) {
        return keys.stream().map(key -> new KeyedText(key, texts.get(key))).toList();
    }

    private static Map<RequestKey, CachedEmbedding> embedded(
            final Collection<RequestKey> keys, final TextOutcomes outcomes) {
        final Map<RequestKey, CachedEmbedding> embeddings = new HashMap<>();
        for (final RequestKey key : keys) {
            if (outcomes.embedding(key) != null) {
                embeddings.put(key, outcomes.embedding(key));
            }
        }

        return embeddings;
    }
}
