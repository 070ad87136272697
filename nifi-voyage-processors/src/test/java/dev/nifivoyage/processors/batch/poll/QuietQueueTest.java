/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QuietQueueTest {
    private static final Instant NOON = Instant.parse("2026-01-26T12:00:00Z");
    private static final Optional<Instant> SOON = Optional.of(NOON.plusSeconds(5));

    private final QuietQueue queue = new QuietQueue();

    @Test
    void isQuietUntilTheEarliestTime() {
        find(SOON);

        assertTrue(queue.isQuiet(3, NOON.plusSeconds(4)));
        assertFalse(queue.isQuiet(3, NOON.plusSeconds(5)));
        assertFalse(queue.isQuiet(3, NOON.plusSeconds(4)), "until it is looked at again");
    }

    @Test
    void isNotQuietIfFlowFilesArriveOrLeave() {
        find(SOON);
        assertFalse(queue.isQuiet(4, NOON));
        find(SOON);
        assertFalse(queue.isQuiet(2, NOON));
    }

    @Test
    void isQuietForTenSecondsAtMost() {
        for (final Optional<Instant> earliest : List.of(Optional.<Instant>empty(), Optional.of(NOON.plusSeconds(60)))) {
            find(earliest);
            assertTrue(queue.isQuiet(3, NOON.plusSeconds(9)));
            assertFalse(queue.isQuiet(3, NOON.plusSeconds(10)));
        }
    }

    @Test
    void isNotQuietIfTheClockIsSetBack() {
        find(SOON);

        assertFalse(queue.isQuiet(3, NOON.minusSeconds(1)));
    }

    @Test
    void isNotQuietWhileAnotherTriggerMayHoldFlowFiles() {
        queue.begin();
        queue.begin();
        queue.nothingDue(queue.changes(), 3, SOON, NOON);
        assertFalse(queue.isQuiet(3, NOON));
    }

    @Test
    void isNotQuietIfAnotherTriggerReturnedFlowFilesMeanwhile() {
        queue.begin();
        queue.begin();
        final long before = queue.changes();
        queue.end();
        queue.nothingDue(before, 3, SOON, NOON);
        assertFalse(queue.isQuiet(3, NOON));
    }

    @Test
    void isNotQuietIfAnotherTriggerCameAndWentMeanwhile() {
        queue.begin();
        final long before = queue.changes();
        queue.begin();
        queue.end();
        queue.nothingDue(before, 3, SOON, NOON);
        assertFalse(queue.isQuiet(3, NOON));
    }

    private void find(final Optional<Instant> earliest) {
        queue.begin();
        queue.nothingDue(queue.changes(), 3, earliest, NOON);
        queue.end();
        assertTrue(queue.isQuiet(3, NOON));
    }
}
