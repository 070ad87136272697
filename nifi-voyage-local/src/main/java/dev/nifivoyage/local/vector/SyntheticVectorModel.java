/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Unit vectors drawn from a hash of model family, prompt, and text: for load, at file speed. The same text has the same
 * vector everywhere; nothing about meaning is in it.
 */
public final class SyntheticVectorModel implements VectorModel {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    @Override
    public int countTokens(final String text) {
        return TokenEstimate.count(text);
    }

    @Override
    public String truncate(final String text, final int maximumTokens) {
        return TokenEstimate.truncate(text, maximumTokens);
    }

    @Override
    public float[] embed(final String model, final String prompt, final String text, final int dimension) {
        return UnitVectors.drawn(seed(model, prompt, text), dimension);
    }

    @Override
    public List<float[]> embedChunks(
            final String model, final String prompt, final List<String> chunks, final int dimension) {
        if (chunks.size() == 1) {
            return List.of(embed(model, prompt, chunks.getFirst(), dimension));
        }
        long document = 0;
        for (final String chunk : chunks) {
            document = VectorSpace.hash(document, chunk);
        }
        final List<float[]> vectors = new ArrayList<>(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            vectors.add(UnitVectors.drawn(
                    VectorSpace.mix(seed(model, prompt, chunks.get(i)) ^ document + i * VectorSpace.GOLDEN_GAMMA),
                    dimension));
        }
        return vectors;
    }

    /**
     * Returns the share of the words of the query that the document contains, slightly reduced by its other words.
     */
    @Override
    public double relevance(final String model, final String query, final String document) {
        final Set<String> asked = words(query);
        final Set<String> held = words(document);
        if (asked.isEmpty() || held.isEmpty()) {
            return 0;
        }
        final Set<String> shared = new HashSet<>(asked);
        shared.retainAll(held);
        final double covered = (double) shared.size() / asked.size();
        final double overlap = (double) shared.size() / (asked.size() + held.size() - shared.size());
        return VectorSpace.score(0.75 * covered + 0.25 * overlap);
    }

    private static Set<String> words(final String text) {
        final Set<String> words = new HashSet<>(List.of(NO_WORD.split(text.toLowerCase(Locale.ROOT))));
        words.remove("");
        return words;
    }

    private static long seed(final String model, final String prompt, final String text) {
        return VectorSpace.hash(VectorSpace.hash(VectorSpace.hash(0, VectorSpace.of(model)), prompt), text);
    }
}
