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
        Duration shortest = Duration.ofSeconds(100);
        for (int i = 0; i < 1_000; i++) {
            final Duration wait = PollingInterval.withJitter(Duration.ofSeconds(100), random);
            assertTrue(wait.compareTo(Duration.ofSeconds(80)) >= 0 && wait.compareTo(Duration.ofSeconds(100)) <= 0, wait::toString);
            shortest = wait.compareTo(shortest) < 0 ? wait : shortest;
        }
        assertTrue(shortest.compareTo(Duration.ofSeconds(82)) < 0, shortest::toString);
    }
}
