/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.KeyedInput;
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
 * Looks up the vectors of inputs for one attempt at a FlowFile: in the cache if there is one, and at Voyage otherwise.
 * Billed vectors are kept even if a later request fails.
 */
public final class VectorLookup {
    private static final String NOT_CACHED = "Failed to cache vectors; they may be billed again";

    private final Optional<EmbeddingCache> cache;
    private final EmbeddingParameters parameters;
    private final PaidVectors paid;
    private final InputEmbedder embedder;
    private final ComponentLog logger;
    private final Set<RequestKey> paidNow = new HashSet<>();
    private final Set<RequestKey> paidBefore = new HashSet<>();

    /**
     * @param paid keeps vectors for the next attempt if there is no cache, or if it cannot keep them
     */
    public VectorLookup(
            final EmbeddingOptions options,
            final PaidVectors paid,
            final InputEmbedder embedder,
            final ComponentLog logger) {
        this.cache = options.cache();
        this.parameters = options.parameters();
        this.paid = paid;
        this.embedder = embedder;
        this.logger = logger;
    }

    /**
     * Settles the inputs of one request.
     *
     * @param inputs distinct inputs by key
     */
    InputOutcomes find(final Map<RequestKey, EmbeddingInput> inputs, final Usage usage) throws VoyageException {
        final InputOutcomes outcomes = new InputOutcomes();
        find(inputs, outcomes, usage);
        return outcomes;
    }

    /**
     * Settles the inputs of one request. After an exception, the outcomes contain what was found or billed before.
     *
     * @param inputs distinct inputs by key
     */
    void find(final Map<RequestKey, EmbeddingInput> inputs, final InputOutcomes outcomes, final Usage usage)
            throws VoyageException {
        findPaid(inputs.keySet(), outcomes);
        if (cache.isPresent()) {
            findInCache(cache.get(), unsettled(inputs, outcomes), outcomes, usage);
        }

        // without a cache all inputs; with one, those that another thread failed to embed
        final Map<RequestKey, EmbeddingInput> unsettled = unsettled(inputs, outcomes);
        if (!unsettled.isEmpty()) {
            try {
                embedder.embed(keyed(unsettled), outcomes, usage, unsettled.size() < inputs.size());
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

    // vectors of this attempt are left out, so that equal inputs of later requests count as without an earlier attempt
    private void findPaid(final Collection<RequestKey> keys, final InputOutcomes outcomes) {
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
            final Map<RequestKey, EmbeddingInput> inputs,
            final InputOutcomes outcomes,
            final Usage usage)
            throws VoyageException {
        if (inputs.isEmpty()) {
            return;
        }

        final EmbeddingLookup lookup;
        try {
            lookup = vectors.getOrEmbed(
                    parameters, inputs.keySet(), missing -> embedMissing(missing, inputs, outcomes, usage));
        } catch (final InterruptedIOException e) {
            throw new VoyageException(embedder.call(), e);
        }
        if (lookup.storeFailure().isPresent()) {
            logger.warn(NOT_CACHED, lookup.storeFailure().get());
            keepPaid(embedded(inputs.keySet(), outcomes));
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
                    usage.found(new BilledUsage(
                            found.getValue().tokens(),
                            inputs.get(found.getKey()).exactPixels()));
                    outcomes.embedded(found.getKey(), found.getValue());
                });
    }

    private ComputedEmbeddings embedMissing(
            final List<RequestKey> missing,
            final Map<RequestKey, EmbeddingInput> inputs,
            final InputOutcomes outcomes,
            final Usage usage) {
        final List<KeyedInput> keyed = missing.stream()
                .map(key -> new KeyedInput(key, inputs.get(key)))
                .toList();
        try {
            embedder.embed(keyed, outcomes, usage, missing.size() < inputs.size());
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

    private static Map<RequestKey, EmbeddingInput> unsettled(
            final Map<RequestKey, EmbeddingInput> inputs, final InputOutcomes outcomes) {
        final Map<RequestKey, EmbeddingInput> unsettled = new LinkedHashMap<>(inputs);
        unsettled.keySet().removeIf(outcomes::isSettled);
        return unsettled;
    }

    private static List<KeyedInput> keyed(final Map<RequestKey, EmbeddingInput> inputs) {
        return inputs.entrySet().stream()
                .map(input -> new KeyedInput(input.getKey(), input.getValue()))
                .toList();
    }

    private static Map<RequestKey, CachedEmbedding> embedded(
            final Collection<RequestKey> keys, final InputOutcomes outcomes) {
        final Map<RequestKey, CachedEmbedding> embeddings = new HashMap<>();
        for (final RequestKey key : keys) {
            if (outcomes.embedding(key) != null) {
                embeddings.put(key, outcomes.embedding(key));
            }
        }

        return embeddings;
    }
}
