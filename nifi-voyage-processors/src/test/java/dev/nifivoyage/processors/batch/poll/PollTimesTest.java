/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PollTimesTest {
    private static final Instant NOON = Instant.parse("2026-01-26T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final PollTime WRITTEN = new PollTime(NOON, MINUTE);
    private static final PollTime REMEMBERED = new PollTime(NOON.plusSeconds(120), MINUTE.multipliedBy(2));

    private final PollTimes times = new PollTimes();

    @Test
    void remembersAFlowFileThatWasNotQueuedSince() {
        final MockFlowFile flowFile = flowFile(1);
        assertEquals(WRITTEN, times.of(flowFile));
        times.remember(flowFile, REMEMBERED);

        assertEquals(REMEMBERED, times.of(flowFile));
        assertTrue(times.isInLoop(flowFile));
        assertFalse(times.isInLoop(flowFile(2)));
        times.forget(flowFile);
        assertEquals(WRITTEN, times.of(flowFile));
        assertFalse(times.isInLoop(flowFile));
    }

    @Test
    void forgetsFlowFilesThatAreNotPolledAnyMore() {
        final MockFlowFile gone = flowFile(1);
        final MockFlowFile waiting = flowFile(2);
        times.remember(gone, WRITTEN);
        times.remember(waiting, REMEMBERED);
        times.forgetNotPolled(NOON.plusSeconds(120), MINUTE);
        assertEquals(2, times.size());
        times.forgetNotPolled(NOON.plusSeconds(121), MINUTE);
        assertEquals(1, times.size());
        assertTrue(times.isInLoop(waiting));

        times.clear();
        assertEquals(0, times.size());
    }

    private static MockFlowFile flowFile(final long id) {
        final MockFlowFile flowFile = new MockFlowFile(id);
        flowFile.putAttributes(
                Map.of(VoyageAttributes.NEXT_POLL, NOON.toString(), VoyageAttributes.POLL_INTERVAL, "60000"));
        return flowFile;
    }
}
