/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Time to live, and namespaces that are evicted. */
class FreshnessTest {
    private static final EmbeddingParameters POSES = Vectors.parameters("poses", EmbeddingDataType.FLOAT, 256);
    private static final EmbeddingParameters SONGS = Vectors.parameters("songs", EmbeddingDataType.FLOAT, 256);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TickingClock clock = new TickingClock();

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void expiresInMemory(final int heapEntries) throws Exception {
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, null, null, HOUR, heapEntries)) {
            cache.put(POSES, 0, 10);
            clock.move(HOUR.minusMillis(1));
            cache.assertFound(POSES, 0, 10);
            clock.move(Duration.ofMillis(1));
            cache.assertMissing(POSES, 0, 10);
            cache.put(POSES, 0, 5);
            cache.assertFound(POSES, 0, 5);
            cache.assertMissing(POSES, 5, 10);
        }
    }

    @Test
    void expiresOnDisk() throws Exception {
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, null, HOUR, 0)) {
            cache.put(POSES, 0, 10);
        }
        clock.move(HOUR.minusMillis(1));
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, null, HOUR, 0)) {
            cache.assertFound(POSES, 0, 5);
        }
        clock.move(Duration.ofMillis(1));
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, null, HOUR, 0)) {
            cache.assertMissing(POSES, 0, 10);
        }
        // the records are still there for one who lets them live longer
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, null, HOUR.multipliedBy(2), 0)) {
            cache.assertFound(POSES, 0, 10);
        }
    }

    @Test
    void expiresInTheSharedTierToo() throws Exception {
        final SharedMap map = new SharedMap();
        try (OpenCacheFixture one = new OpenCacheFixture(clock, null, map, HOUR, 0);
                OpenCacheFixture other = new OpenCacheFixture(clock, null, map, HOUR, 0)) {
            one.put(POSES, 0, 10);
            clock.move(HOUR.minusMillis(1));
            other.assertFound(POSES, 0, 5);
            clock.move(Duration.ofMillis(1));
            // a vector from another node keeps its age
            other.assertMissing(POSES, 0, 10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void evictsOneNamespaceInMemory(final int heapEntries) throws Exception {
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, null, null, null, heapEntries)) {
            cache.put(POSES, 0, 10);
            cache.put(SONGS, 0, 10);
            cache.tiers.evict("poses");

            cache.assertMissing(POSES, 0, 10);
            cache.assertFound(SONGS, 0, 10);
            // in the same millisecond
            cache.put(POSES, 0, 5);
            cache.assertFound(POSES, 0, 5);
            cache.assertMissing(POSES, 5, 10);
            cache.tiers.evict("poses");
            cache.assertMissing(POSES, 0, 10);
            cache.put(POSES, 0, 5);
            cache.assertFound(POSES, 0, 5);
        }
    }

    // a few hundred of them would fill a small heap
    @Test
    void evictionOfALongNamespaceIsShort() throws Exception {
        final String namespace = "n".repeat(1 << 20);
        final EmbeddingParameters one = Vectors.parameters(namespace + 1, EmbeddingDataType.FLOAT, 256);
        final EmbeddingParameters other = Vectors.parameters(namespace + 2, EmbeddingDataType.FLOAT, 256);
        try (OpenCacheFixture cache = OpenCacheFixture.of(clock, temporary)) {
            cache.put(one, 0, 10);
            cache.put(other, 0, 10);
            cache.tiers.evict(namespace + 1);

            cache.assertMissing(one, 0, 10);
            cache.assertFound(other, 0, 10);
        }
        try (OpenCacheFixture cache = OpenCacheFixture.of(clock, temporary)) {
            cache.assertMissing(one, 0, 10);
            cache.assertFound(other, 0, 10);
        }
        assertTrue(NamespaceEvictions.name(namespace).length() <= 200);
        assertEquals("n".repeat(200), NamespaceEvictions.name("n".repeat(200)));
    }

    @Test
    void evictionSurvives() throws Exception {
        try (OpenCacheFixture cache = OpenCacheFixture.of(clock, temporary)) {
            cache.put(POSES, 0, 10);
            cache.put(SONGS, 0, 10);
            cache.put(Vectors.PARAMETERS, 0, 10);
            cache.tiers.evict("poses");
            cache.tiers.evict("");
            cache.put(POSES, 20, 30);
        }
        try (OpenCacheFixture cache = OpenCacheFixture.of(clock, temporary)) {
            cache.assertMissing(POSES, 0, 10);
            cache.assertMissing(Vectors.PARAMETERS, 0, 10);
            cache.assertFound(SONGS, 0, 10);
            cache.assertFound(POSES, 20, 30);
            cache.put(POSES, 0, 10);
            cache.assertFound(POSES, 0, 10);
        }
    }

    @Test
    void clockThatGoesBack() throws Exception {
        try (OpenCacheFixture cache = OpenCacheFixture.of(clock, temporary)) {
            cache.put(POSES, 0, 10);
            clock.move(HOUR.negated());
            cache.tiers.evict("poses");
            cache.assertMissing(POSES, 0, 10);
            cache.put(POSES, 0, 10);
            cache.assertFound(POSES, 0, 10);
        }
    }

    @Test
    void evictionReachesOtherNodes() throws Exception {
        final SharedMap map = new SharedMap();
        try (OpenCacheFixture one = OpenCacheFixture.of(clock, map)) {
            try (OpenCacheFixture other = new OpenCacheFixture(clock, temporary, map, null, 0)) {
                one.put(POSES, 0, 10);
                other.assertFound(POSES, 0, 10);
                one.tiers.evict("poses");
                clock.move(SharedTier.EVICTIONS_READ_EVERY);
                other.assertMissing(POSES, 0, 10);
                one.put(POSES, 0, 5);
                other.assertFound(POSES, 0, 5);
            }
            // and the other node remembers it
            map.values.keySet().removeIf(name -> name.startsWith("nifi-voyage-evicted/"));
            try (OpenCacheFixture other = new OpenCacheFixture(clock, temporary, map, null, 0)) {
                other.assertMissing(POSES, 5, 10);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-3600, -1, 0, 1, 3600})
    void evictionReachesANodeWhoseClockDiffers(final int secondsAhead) throws Exception {
        final SharedMap map = new SharedMap();
        final TickingClock otherClock = new TickingClock();
        otherClock.move(Duration.ofSeconds(secondsAhead));
        try (OpenCacheFixture one = OpenCacheFixture.of(clock, map);
                OpenCacheFixture other = new OpenCacheFixture(otherClock, temporary, map, null, 0)) {
            other.put(POSES, 0, 10);
            other.put(SONGS, 0, 10);
            one.tiers.evict("poses");
            clock.move(SharedTier.EVICTIONS_READ_EVERY);
            otherClock.move(SharedTier.EVICTIONS_READ_EVERY);

            one.assertMissing(POSES, 0, 10);
            other.assertMissing(POSES, 0, 10);
            other.assertFound(SONGS, 0, 10);

            one.put(POSES, 0, 5);
            other.assertFound(POSES, 0, 5);
            other.put(POSES, 5, 8);
            one.assertFound(POSES, 0, 8);
            other.assertMissing(POSES, 8, 10);
        }
        try (OpenCacheFixture other = OpenCacheFixture.of(otherClock, temporary)) {
            other.assertFound(POSES, 0, 8);
            other.assertMissing(POSES, 8, 10);
        }
    }
}
