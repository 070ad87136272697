/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Vectors of a real sentence model: similar meanings lie near each other. The model's 384 dimensions are spread over
 * the requested number of dimensions, which preserves the order of similarities.
 *
 * <p>The model is loaded at the first call (about half a second). Each call runs on its caller's thread, so several
 * threads use several cores.</p>
 */
public final class OnnxVectorModel implements VectorModel {

    private static final int CACHED_VECTORS = 4_096;
    private static final double NEIGHBOR_WEIGHT = 0.2;
    private static final double DOCUMENT_WEIGHT = 0.15;

    private final SentenceCache cache = new SentenceCache(CACHED_VECTORS);
    private volatile SentenceEncoder loadedEncoder;

    /**
     * By the sentence model's own vocabulary.
     */
    @Override
    public int countTokens(final String text) {
        return encoder().tokens().count(text);
    }

    @Override
    public String truncate(final String text, final int maximumTokens) {
        return encoder().tokens().truncate(text, maximumTokens);
    }

    @Override
    public float[] embed(final String model, final String prompt, final String text, final int dimension) {
        return HadamardProjection.project(sentence(prompt + text), VectorSpace.of(model), dimension);
    }

    /**
     * Blends the vector of a chunk with those of its neighbors and of the whole document.
     */
    @Override
    public List<float[]> embedChunks(
            final String model, final String prompt, final List<String> chunks, final int dimension) {
        final List<float[]> sentences = new ArrayList<>(chunks.size());
        final double[] sum = new double[SentenceEncoder.DIMENSION];
        for (final String chunk : chunks) {
            final float[] sentence = sentence(prompt + chunk);
            sentences.add(sentence);
            UnitVectors.add(sum, sentence, 1);
        }
        final float[] document = UnitVectors.of(sum);
        final List<float[]> vectors = new ArrayList<>(chunks.size());
        for (int i = 0; i < sentences.size(); i++) {
            final double[] blend = new double[SentenceEncoder.DIMENSION];
            UnitVectors.add(blend, sentences.get(i), 1);
            UnitVectors.add(blend, document, DOCUMENT_WEIGHT);
            if (i > 0) {
                UnitVectors.add(blend, sentences.get(i - 1), NEIGHBOR_WEIGHT);
            }
            if (i + 1 < sentences.size()) {
                UnitVectors.add(blend, sentences.get(i + 1), NEIGHBOR_WEIGHT);
            }
            vectors.add(HadamardProjection.project(UnitVectors.of(blend), VectorSpace.of(model), dimension));
        }
        return vectors;
    }

    /**
     * Applies a logistic curve to the cosine of query and document: 0.1 for unrelated texts, 0.5 at a cosine of 0.35,
     * above 0.98 for the same text.
     */
    @Override
    public double relevance(final String model, final String query, final String document) {
        final double cosine = UnitVectors.cosine(sentence(query), sentence(document));
        return VectorSpace.score(1 / (1 + Math.exp(6.25 * (0.35 - cosine))));
    }

    private float[] sentence(final String text) {
        return cache.get(text, encoder()::encode);
    }

    private SentenceEncoder encoder() {
        SentenceEncoder encoder = loadedEncoder;
        if (encoder == null) {
            synchronized (cache) {
                encoder = loadedEncoder;
                if (encoder == null) {
                    encoder = load();
                    loadedEncoder = encoder;
                }
            }
        }
        return encoder;
    }

    private static SentenceEncoder load() {
        try {
            return new SentenceEncoder();
        } catch (final IOException e) {
            throw new UncheckedIOException("The sentence model cannot be loaded; synthetic vectors need none", e);
        }
    }
}
