/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.VectorParser;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The outcomes of inputs: each has a vector or an error.
 */
public final class InputOutcomes {
    private final Map<RequestKey, CachedEmbedding> embeddings = new HashMap<>();
    private final Map<RequestKey, RecordError> errors = new HashMap<>();

    public void embedded(final RequestKey key, final CachedEmbedding embedding) {
        embeddings.put(key, embedding);
    }

    public void rejected(final RequestKey key, final RecordError error) {
        errors.put(key, error);
    }

    /**
     * Removes all inputs except these.
     */
    public void retain(final Set<RequestKey> keys) {
        embeddings.keySet().retainAll(keys);
        errors.keySet().retainAll(keys);
    }

    /**
     * Returns whether the input has a vector or an error.
     */
    public boolean isSettled(final RequestKey key) {
        return embeddings.containsKey(key) || errors.containsKey(key);
    }

    /**
     * Returns the vector, or null if there is none.
     */
    public CachedEmbedding embedding(final RequestKey key) {
        return embeddings.get(key);
    }

    /**
     * Returns the numbers of a float vector that exists.
     */
    public float[] numbers(final RequestKey key) {
        return VectorParser.ofPacked(embeddings.get(key).embedding().toBytes()).orElseThrow();
    }

    /**
     * Returns the error, or null if the input has a vector.
     */
    public RecordError error(final RequestKey key) {
        return errors.get(key);
    }
}
