/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import org.apache.lucene.codecs.hnsw.DefaultFlatVectorScorer;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.OnHeapHnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Approximate search in a graph of neighbors (HNSW), which compares a query with a few hundred vectors instead of all.
 * Occasionally misses a label, see {@code docs/benchmarks.md}. Scores are exact.
 *
 * <p>Source: Malkov and Yashunin, Efficient and robust approximate nearest neighbor search using Hierarchical Navigable
 * Small World graphs, 2016.</p>
 */
public final class GraphSearch implements LabelSearch {
    /** Neighbors per vector, and width of the search for them while building: Lucene's defaults. */
    private static final int CONNECTIONS = 16;

    private static final int BUILD_WIDTH = 100;
    private static final long SEED = 42;
    /** Number of nearest vectors to find. Larger values miss fewer labels and take longer. */
    private static final int SEARCH_WIDTH = 64;

    private final LabeledVectors library;
    private final FloatVectorValues values;
    private final OnHeapHnswGraph graph;

    /**
     * Builds the graph, which takes seconds for ten thousand vectors.
     */
    public GraphSearch(final LabeledVectors library) {
        this.library = library;
        this.values = FloatVectorValues.fromFloats(library.vectors(), library.dimension());
        try {
            this.graph = HnswGraphBuilder.create(
                            DefaultFlatVectorScorer.INSTANCE.getRandomVectorScorerSupplier(
                                    VectorSimilarityFunction.DOT_PRODUCT, values),
                            CONNECTIONS,
                            BUILD_WIDTH,
                            SEED,
                            library.size())
                    .build(library.size());
        } catch (final IOException e) {
            throw new UncheckedIOException("Failed to read vectors in memory", e);
        }
    }

    @Override
    public List<List<LabelScore>> nearest(final List<float[]> unitVectors, final int labels) {
        final int needed = Math.min(labels, library.labels().size());
        final List<List<LabelScore>> found = new ArrayList<>(unitVectors.size());
        for (final float[] unit : unitVectors) {
            // several of the nearest vectors may belong to one label
            int width = Math.max(SEARCH_WIDTH, needed);
            List<LabelScore> best = search(unit, width);
            while (best.size() < needed && width < library.size()) {
                width *= 2;
                best = search(unit, width);
            }
            found.add(best);
        }

        return found;
    }

    private List<LabelScore> search(final float[] unit, final int width) {
        final ScoreDoc[] vectors;
        try {
            vectors = HnswGraphSearcher.search(
                            new Cosine(values, library, unit),
                            Math.min(width, library.size()),
                            graph,
                            null,
                            Integer.MAX_VALUE)
                    .topDocs()
                    .scoreDocs;
        } catch (final IOException e) {
            throw new UncheckedIOException("Failed to read vectors in memory", e);
        }

        final Map<Integer, LabelScore> best = new LinkedHashMap<>();
        for (final ScoreDoc vector : vectors) {
            best.computeIfAbsent(
                    library.labelOf(vector.doc),
                    label -> new LabelScore(
                            library.labels().get(label), VectorUtil.dotProduct(unit, library.vector(vector.doc))));
        }

        return List.copyOf(best.values());
    }

    /** Cosine similarity shifted to 0 to 1, because Lucene requires scores that are not negative. */
    private static final class Cosine extends RandomVectorScorer.AbstractRandomVectorScorer {
        private final LabeledVectors library;
        private final float[] unit;

        private Cosine(final FloatVectorValues values, final LabeledVectors library, final float[] unit) {
            super(values);
            this.library = library;
            this.unit = unit;
        }

        @Override
        public float score(final int vector) {
            return (1 + VectorUtil.dotProduct(unit, library.vector(vector))) / 2;
        }
    }
}
