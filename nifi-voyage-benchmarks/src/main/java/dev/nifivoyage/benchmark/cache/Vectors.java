/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The keys and vectors of all cache benchmarks, the same in each JVM: vectors of 1024 floats, which are 4096 bytes.
 */
final class Vectors {
    /** Keys of one call. */
    static final int BATCH = 500;

    static final EmbeddingParameters PARAMETERS = new EmbeddingParameters(
            "", "voyage-4-lite", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.FLOAT, true);

    private static final int DIFFERENT_VECTORS = 1000;
    private static final int TOKENS = 60;
    private static final long SEED = 20_261_123;

    private final List<CachedEmbedding> values = new ArrayList<>(DIFFERENT_VECTORS);

    Vectors() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < DIFFERENT_VECTORS; i++) {
            final ByteBuffer packed =
                    ByteBuffer.allocate(PARAMETERS.dimension() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (packed.hasRemaining()) {
                packed.putFloat((float) random.nextDouble(-1, 1));
            }
            values.add(new CachedEmbedding(Embedding.ofPacked(EmbeddingDataType.FLOAT, packed.array()), TOKENS));
        }
    }

    /**
     * Returns the key of a number, as random as the hash of a text.
     */
    static RequestKey key(final long number) {
        final SplittableRandom random = new SplittableRandom(number);
        final ByteBuffer bytes = ByteBuffer.allocate(RequestKey.BYTES);
        while (bytes.hasRemaining()) {
            bytes.putLong(random.nextLong());
        }
        return RequestKey.ofBytes(bytes.array());
    }

    CachedEmbedding value(final long number) {
        return values.get((int) (number % values.size()));
    }

    /**
     * Returns {@value #BATCH} vectors with the keys of consecutive numbers.
     */
    Map<RequestKey, CachedEmbedding> batch(final long first) {
        final Map<RequestKey, CachedEmbedding> batch = LinkedHashMap.newLinkedHashMap(BATCH);
        for (long number = first; number < first + BATCH; number++) {
            batch.put(key(number), value(number));
        }

        return batch;
    }

    /**
     * Returns lookups of {@value #BATCH} distinct keys each, uniformly from the keys of the numbers 0 to
     * {@code keys - 1}.
     */
    static List<Set<RequestKey>> questions(final int keys, final int count) {
        final SplittableRandom random = new SplittableRandom(SEED);
        final List<Set<RequestKey>> questions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final Set<RequestKey> question = LinkedHashSet.newLinkedHashSet(BATCH);
            while (question.size() < BATCH) {
                question.add(key(random.nextInt(keys)));
            }
            questions.add(question);
        }

        return questions;
    }

    /**
     * Returns the vectors if there is one for each key of a lookup.
     */
    static <T> Map<RequestKey, T> complete(final Map<RequestKey, T> found) {
        if (found.size() != BATCH) {
            throw new IllegalStateException("Found only %d of %d vectors".formatted(found.size(), BATCH));
        }

        return found;
    }
}
