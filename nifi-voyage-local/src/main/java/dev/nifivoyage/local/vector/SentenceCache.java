/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The most recently used sentence vectors, for texts that are repeated: the query of a reranking, or a text in a batch
 * and in real time. Long texts are not cached.
 */
final class SentenceCache {

    private static final int LONGEST_TEXT = 2_000;

    private final Map<String, float[]> vectors;

    /**
     * @param capacity maximum number of vectors, at most about 5.5 KB each
     */
    SentenceCache(final int capacity) {
        vectors = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(final Map.Entry<String, float[]> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * Returns the cached vector, or computes it. Two threads may compute the same one, so that neither waits for the
     * other.
     */
    float[] get(final String text, final Function<String, float[]> encoder) {
        if (text.length() > LONGEST_TEXT) {
            return encoder.apply(text);
        }
        synchronized (vectors) {
            final float[] kept = vectors.get(text);
            if (kept != null) {
                return kept;
            }
        }
        final float[] computed = encoder.apply(text);
        synchronized (vectors) {
            vectors.put(text, computed);
        }
        return computed;
    }
}
