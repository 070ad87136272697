/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.hnsw.NeighborQueue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exhaustive search. Blocked for locality (loop tiling): several queries are compared with a block of the library that
 * fits into the CPU cache before the next block is loaded.
 */
public final class ExactSearch implements LabelSearch {
    private static final int QUERIES_PER_PASS = 16;
    private static final int VECTORS_PER_BLOCK = 64;

    private final LabeledVectors library;

    public ExactSearch(final LabeledVectors library) {
        this.library = library;
    }

    @Override
    public List<List<LabelScore>> nearest(final List<float[]> unitVectors, final int labels) {
        final int most = Math.min(library.labels().size(), Math.max(labels, NEAREST));
        final List<List<LabelScore>> found = new ArrayList<>(unitVectors.size());
        for (int first = 0; first < unitVectors.size(); first += QUERIES_PER_PASS) {
            final List<float[]> pass =
                    unitVectors.subList(first, Math.min(unitVectors.size(), first + QUERIES_PER_PASS));
            for (final float[] scores : bestScores(pass)) {
                found.add(best(scores, most));
            }
        }

        return found;
    }

    // by query and label
    private float[][] bestScores(final List<float[]> unitVectors) {
        final float[][] scores = new float[unitVectors.size()][library.labels().size()];
        for (final float[] ofVector : scores) {
            Arrays.fill(ofVector, Float.NEGATIVE_INFINITY);
        }
        for (int block = 0; block < library.size(); block += VECTORS_PER_BLOCK) {
            final int end = Math.min(library.size(), block + VECTORS_PER_BLOCK);
            for (int i = 0; i < scores.length; i++) {
                final float[] unit = unitVectors.get(i);
                for (int vector = block; vector < end; vector++) {
                    final int label = library.labelOf(vector);
                    scores[i][label] = Math.max(scores[i][label], VectorUtil.dotProduct(unit, library.vector(vector)));
                }
            }
        }

        return scores;
    }

    private List<LabelScore> best(final float[] scores, final int most) {
        final NeighborQueue queue = new NeighborQueue(most, false);
        for (int label = 0; label < scores.length; label++) {
            queue.insertWithOverflow(label, scores[label]);
        }
        final LabelScore[] best = new LabelScore[most];
        for (int rank = most - 1; rank >= 0; rank--) {
            final int label = queue.pop();
            best[rank] = new LabelScore(library.labels().get(label), scores[label]);
        }

        return List.of(best);
    }
}
