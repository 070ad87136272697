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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SharedTierTest {
    private final TickingClock clock = new TickingClock();
    private final SharedMap map = new SharedMap();

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void otherNodesFindIt(final boolean bulk) throws Exception {
        map.withoutBulk = !bulk;
        try (OpenCacheFixture one = OpenCacheFixture.of(clock, map);
                OpenCacheFixture other = new OpenCacheFixture(clock, temporary, map, null, 0)) {
            one.put(Vectors.PARAMETERS, 0, 350);
            other.assertFound(Vectors.PARAMETERS, 0, 350);
            other.assertMissing(Vectors.PARAMETERS, 350, 500);
            assertEquals(
                    350,
                    map.values.keySet().stream()
                            .filter(name -> name.matches("nifi-voyage/[A-Za-z0-9_-]{43}"))
                            .count());

            final int calls = map.calls.get();
            other.assertFound(Vectors.PARAMETERS, 0, 350);
            assertEquals(calls, map.calls.get());
        }

        // it went into the faster tiers of the other node
        try (OpenCacheFixture other = OpenCacheFixture.of(clock, temporary)) {
            other.assertFound(Vectors.PARAMETERS, 0, 350);
        }
    }

    @Test
    void failsWarnsOnceAndHeals() throws Exception {
        try (OpenCacheFixture one = OpenCacheFixture.of(clock, map);
                OpenCacheFixture other = OpenCacheFixture.of(clock, map)) {
            one.put(Vectors.PARAMETERS, 0, 10);
            map.failure = new SocketTimeoutException("no answer");
            other.assertMissing(Vectors.PARAMETERS, 0, 10);
            other.put(Vectors.PARAMETERS, 5, 6);
            final int calls = map.calls.get();
            other.assertMissing(Vectors.PARAMETERS, 0, 5);
            other.assertFound(Vectors.PARAMETERS, 5, 6);
            assertEquals(calls, map.calls.get());

            // one trial after the pause
            clock.move(CircuitBreaker.PAUSE);
            other.assertMissing(Vectors.PARAMETERS, 0, 5);
            other.assertMissing(Vectors.PARAMETERS, 0, 5);
            assertEquals(calls + 1, map.calls.get());
            assertEquals(1, other.log.getWarnMessages().size(), other.log.getWarnMessages()::toString);
            assertTrue(other.log.getInfoMessages().isEmpty());

            map.failure = null;
            other.assertMissing(Vectors.PARAMETERS, 0, 5);
            clock.move(CircuitBreaker.PAUSE);
            other.assertFound(Vectors.PARAMETERS, 0, 10);
            other.assertFound(Vectors.PARAMETERS, 0, 10);
            assertEquals(1, other.log.getInfoMessages().size());
            assertTrue(other.log.getInfoMessages().getFirst().getMsg().contains("works again"));
            assertEquals(1, other.log.getWarnMessages().size());

            // a later failure is logged again
            map.failure = new IllegalStateException("disabled");
            other.assertMissing(Vectors.PARAMETERS, 20, 30);
            assertEquals(2, other.log.getWarnMessages().size());
        }
    }

    @Test
    void failureDoesNotHideTheOtherTiers() throws Exception {
        map.failure = new IOException("down");
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, map, null, 0)) {
            cache.put(Vectors.PARAMETERS, 0, 10);
            cache.assertFound(Vectors.PARAMETERS, 0, 10);
            assertEquals(10, cache.tiers.statistics().puts());
        }
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, map, null, 0)) {
            cache.assertFound(Vectors.PARAMETERS, 0, 10);
        }
    }

    @Test
    void evictionThatOthersDoNotLearnFails() throws Exception {
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, map, null, 0)) {
            cache.put(Vectors.PARAMETERS, 0, 10);
            map.failure = new IOException("down");
            final IOException failure = assertThrows(IOException.class, () -> cache.tiers.evict(""));
            assertTrue(failure.getMessage().contains("is evicted on this node, but"), failure::getMessage);
            cache.assertMissing(Vectors.PARAMETERS, 0, 10);

            map.failure = null;
            clock.move(CircuitBreaker.PAUSE.plus(Duration.ofSeconds(1)));
            cache.tiers.evict("");
            assertTrue(map.values.containsKey("nifi-voyage-evicted/"));
        }
    }

    @Test
    @Timeout(60)
    void serverThatIsFrozenHoldsUpOneLookUpOnly() throws Exception {
        try (OpenCacheFixture cache = OpenCacheFixture.of(clock, map)) {
            cache.put(Vectors.PARAMETERS, 0, 10);
            clock.move(SharedTier.EVICTIONS_READ_EVERY);
            map.frozen = new CountDownLatch(1);

            final long start = System.nanoTime();
            cache.assertFound(Vectors.PARAMETERS, 0, 10);
            cache.assertMissing(Vectors.PARAMETERS, 10, 500);
            assertTrue(System.nanoTime() - start
                    < SharedTier.LONGEST_CALL.multipliedBy(3).toNanos());
            assertEquals(1, cache.log.getWarnMessages().size());
            map.frozen.countDown();
        }
    }

    @Test
    void forgottenEvictionIsToldAgain() throws Exception {
        try (OpenCacheFixture one = OpenCacheFixture.of(clock, map);
                OpenCacheFixture other = OpenCacheFixture.of(clock, map)) {
            one.put(Vectors.PARAMETERS, 0, 10);
            one.tiers.evict("");
            // as a server with room for 10,000 entries does
            map.values.remove("nifi-voyage-evicted/");
            clock.move(SharedTier.EVICTIONS_READ_EVERY);
            one.assertMissing(Vectors.PARAMETERS, 0, 10);
            other.assertMissing(Vectors.PARAMETERS, 0, 10);
        }
    }

    @Test
    void unreadableEvictionDoesNotHurt() throws Exception {
        map.values.put("nifi-voyage-evicted/", "yesterday".getBytes());
        try (OpenCacheFixture cache = OpenCacheFixture.of(clock, map)) {
            cache.put(Vectors.PARAMETERS, 0, 10);
            final Map<RequestKey, CachedEmbedding> found = cache.find(Vectors.PARAMETERS, 0, 10);
            assertEquals(10, found.size());
            assertEquals(1, cache.log.getWarnMessages().size());
        }
    }
}
