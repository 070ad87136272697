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
import dev.nifivoyage.service.api.cache.ComputedEmbeddings;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.cache.EmbeddingLookup;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks up the vectors of texts for one attempt at a FlowFile: in the cache if there is one, and at Voyage otherwise.
 * Billed vectors are kept even if a later request fails.
 */
public final class VectorLookup {
    private static final String NOT_CACHED = "Failed to cache vectors; their texts may be billed again";

    private final Optional<EmbeddingCache> cache;
    private final EmbeddingParameters parameters;
    private final PaidVectors paid;
    private final TextEmbedder embedder;
    private final ComponentLog logger;
    private final Set<RequestKey> paidNow = new HashSet<>();
    private final Set<RequestKey> paidBefore = new HashSet<>();

    /**
     * @param paid keeps vectors for the next attempt if there is no cache, or if it cannot keep them
     */
    public VectorLookup(
            final EmbeddingOptions options,
            final PaidVectors paid,
            final TextEmbedder embedder,
            final ComponentLog logger) {
        this.cache = options.cache();
        this.parameters = options.parameters();
        this.paid = paid;
        this.embedder = embedder;
        this.logger = logger;
    }

    /**
     * Settles the texts of one request.
     *
     * @param texts distinct texts by key
     */
    TextOutcomes find(final Map<RequestKey, String> texts, final Usage usage) throws VoyageException {
        final TextOutcomes outcomes = new TextOutcomes();
        find(texts, outcomes, usage);
        return outcomes;
    }

    /**
     * Settles the texts of one request. After an exception, the outcomes contain what was found or billed before.
     *
     * @param texts distinct texts by key
     */
    void find(final Map<RequestKey, String> texts, final TextOutcomes outcomes, final Usage usage)
            throws VoyageException {
        findPaid(texts.keySet(), outcomes);
        if (cache.isPresent()) {
            findInCache(cache.get(), unsettled(texts, outcomes), outcomes, usage);
        }

        // without a cache all texts; with one, those that another thread failed to embed
        final Map<RequestKey, String> unsettled = unsettled(texts, outcomes);
        if (!unsettled.isEmpty()) {
            try {
                embedder.embed(keyed(unsettled), outcomes, usage, unsettled.size() < texts.size());
            } finally {
                keep(embedded(unsettled.keySet(), outcomes));
            }
        }
    }

    /**
     * Drops the vectors that were kept for another attempt; called once the FlowFile is committed.
     */
    public void forget() {
        paid.forget(paidNow);
        paid.forget(paidBefore);
    }

    // vectors of this attempt are left out, so that equal texts of later requests count as without an earlier attempt
    private void findPaid(final Collection<RequestKey> keys, final TextOutcomes outcomes) {
        for (final RequestKey key : keys) {
            final CachedEmbedding embedding = outcomes.isSettled(key) || paidNow.contains(key) ? null : paid.find(key);
            if (embedding != null) {
                paidBefore.add(key);
                outcomes.embedded(key, embedding);
            }
        }
    }

    private void findInCache(
            final EmbeddingCache vectors,
            final Map<RequestKey, String> texts,
            final TextOutcomes outcomes,
            final Usage usage)
            throws VoyageException {
        if (texts.isEmpty()) {
            return;
        }

        final EmbeddingLookup lookup;
        try {
            lookup = vectors.getOrEmbed(
                    parameters, texts.keySet(), missing -> embedMissing(missing, texts, outcomes, usage));
        } catch (final InterruptedIOException e) {
            throw new VoyageException(TextEmbedder.CALL, e);
        }
        if (lookup.storeFailure().isPresent()) {
            logger.warn(NOT_CACHED, lookup.storeFailure().get());
            keepPaid(embedded(texts.keySet(), outcomes));
        }
        if (lookup.failure().isPresent()) {
            throw lookup.failure().get();
        }

        // vectors that this lookup computed are settled already
        Stream.of(lookup.cached(), lookup.computed())
                .map(Map::entrySet)
                .flatMap(Set::stream)
                .filter(found -> !outcomes.isSettled(found.getKey()))
                .forEach(found -> {
                    usage.found(found.getValue().tokens());
                    outcomes.embedded(found.getKey(), found.getValue());
                });
    }

    private ComputedEmbeddings embedMissing(
            final List<RequestKey> missing,
            final Map<RequestKey, String> texts,
            final TextOutcomes outcomes,
            final Usage usage) {
        final List<KeyedText> keyed =
                missing.stream().map(key -> new KeyedText(key, texts.get(key))).toList();
        try {
            embedder.embed(keyed, outcomes, usage, missing.size() < texts.size());
        } catch (final VoyageException e) {
            return ComputedEmbeddings.failed(embedded(missing, outcomes), e);
        }
        return ComputedEmbeddings.of(embedded(missing, outcomes));
    }

    private void keep(final Map<RequestKey, CachedEmbedding> embeddings) {
        if (embeddings.isEmpty()) {
            return;
        }

        if (cache.isPresent()) {
            try {
                cache.get().putAll(parameters, embeddings);
                return;
            } catch (final IOException e) {
                logger.warn(NOT_CACHED, e);
            }
        }
        keepPaid(embeddings);
    }

    private void keepPaid(final Map<RequestKey, CachedEmbedding> embeddings) {
        embeddings.forEach((key, embedding) -> {
            if (paid.keep(key, embedding)) {
                paidNow.add(key);
            }
        });
    }

    private static Map<RequestKey, String> unsettled(final Map<RequestKey, String> texts, final TextOutcomes outcomes) {
        final Map<RequestKey, String> unsettled = new LinkedHashMap<>(texts);
        unsettled.keySet().removeIf(outcomes::isSettled);
        return unsettled;
    }

    private static List<KeyedText> keyed(final Map<RequestKey, String> texts) {
        return texts.entrySet().stream()
                .map(text -> new KeyedText(text.getKey(), text.getValue()))
                .toList();
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
