/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PollingIntervalTest {
    private final PollingInterval interval = new PollingInterval(Duration.ofSeconds(10), Duration.ofSeconds(60));

    @Test
    void doublesFromTheMinimumToTheMaximum() {
        assertEquals(Duration.ofSeconds(10), interval.after(null, null));
        assertEquals(Duration.ofSeconds(20), interval.after(Duration.ofSeconds(10), null));
        assertEquals(Duration.ofSeconds(40), interval.after(Duration.ofSeconds(20), null));
        assertEquals(Duration.ofSeconds(60), interval.after(Duration.ofSeconds(40), null));
        assertEquals(Duration.ofSeconds(60), interval.after(Duration.ofSeconds(60), null));
    }

    @Test
    void isNoLongerThanUntilTheEstimatedEnd() {
        assertEquals(Duration.ofSeconds(25), interval.after(Duration.ofSeconds(40), Duration.ofSeconds(25)));
        assertEquals(Duration.ofSeconds(10), interval.after(Duration.ofSeconds(40), Duration.ofSeconds(1)));
        assertEquals(Duration.ofSeconds(60), interval.after(Duration.ofSeconds(40), Duration.ofHours(3)));
    }

    @Test
    void getsUpToAFifthShorterByChance() {
        final Random random = new Random(1);
        Duration shortest = Duration.ofSeconds(40);
        Duration longest = Duration.ofSeconds(40);
        for (int i = 0; i < 1_000; i++) {
            final Duration wait = interval.withJitter(Duration.ofSeconds(40), random.nextDouble());
            shortest = wait.compareTo(shortest) < 0 ? wait : shortest;
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }

        assertBetween(Duration.ofSeconds(32), Duration.ofMillis(32_200), shortest);
        assertEquals(Duration.ofSeconds(40), longest);
    }

    @Test
    void staysBetweenMinimumAndMaximumWithJitter() {
        final Random random = new Random(2);
        for (int i = 0; i < 1_000; i++) {
            assertBetween(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(12),
                    interval.withJitter(Duration.ofSeconds(12), random.nextDouble()));
            assertBetween(
                    Duration.ofSeconds(48),
                    Duration.ofSeconds(60),
                    interval.withJitter(Duration.ofSeconds(60), random.nextDouble()));
        }
    }

    private static void assertBetween(final Duration least, final Duration most, final Duration actual) {
        assertTrue(actual.compareTo(least) >= 0, actual::toString);
        assertTrue(actual.compareTo(most) <= 0, actual::toString);
    }
}
