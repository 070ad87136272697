/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Uses damaged directories: a process that ends early has failed.
 */
public final class DamageProbe {
    static final int VECTORS = 2000;

    private DamageProbe() {}

    /**
     * Reads what is left in each directory, fills it again, and reads it.
     *
     * @param arguments where the directories are, and how many
     */
    public static void main(final String[] arguments) throws IOException {
        final Map<RequestKey, CachedEmbedding> expected = Vectors.embeddings(0, VECTORS);
        for (int seed = 0; seed < Integer.parseInt(arguments[1]); seed++) {
            final Path directory = Path.of(arguments[0], "damaged-" + seed);
            final int left;
            try (OpenCacheCloser open = new OpenCacheCloser(CacheWriter.open(directory, false))) {
                final Map<RequestKey, CachedEmbedding> found =
                        open.cache().tiers().getAll(Vectors.PARAMETERS, expected.keySet());
                left = found.size();
                require(expected.entrySet().containsAll(found.entrySet()), "a wrong vector was found in " + directory);
                open.cache().tiers().putAll(Vectors.PARAMETERS, expected);
            }
            try (OpenCacheCloser open = new OpenCacheCloser(CacheWriter.open(directory, false))) {
                require(
                        open.cache()
                                .tiers()
                                .getAll(Vectors.PARAMETERS, expected.keySet())
                                .equals(expected),
                        "what was put again was not found in " + directory);
            }
            System.out.println("survived " + seed + ", " + left + " vectors");
        }
    }

    private static void require(final boolean condition, final String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    private record OpenCacheCloser(CacheInstance cache) implements AutoCloseable {
        @Override
        public void close() {
            cache.close();
        }
    }
}
