/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class DueJobsTest {
    private static final Instant NOON = Instant.parse("2026-01-26T12:00:00Z");

    @Test
    void givesTheLongestOverdueFirstAndEachJobOnce() {
        final DueJobs jobs = new DueJobs(PollTime::of);
        jobs.add(flowFile(1, Map.of(VoyageAttributes.NEXT_POLL, NOON.toString())), "late");
        jobs.add(
                flowFile(
                        2,
                        Map.of(VoyageAttributes.NEXT_POLL, NOON.minusSeconds(60).toString())),
                "early");
        jobs.add(flowFile(3, Map.of()), "never asked");
        jobs.add(
                flowFile(
                        4,
                        Map.of(VoyageAttributes.NEXT_POLL, NOON.minusSeconds(30).toString())),
                "early");

        assertEquals(List.of("never asked", "early", "late"), List.copyOf(jobs.batchIds()));
    }

    @Test
    void knowsTheOldestOnlyWhenItKnowsAllAges() {
        final DueJobs jobs = new DueJobs(PollTime::of);
        jobs.add(flowFile(1, Map.of(VoyageAttributes.CREATED_AT, NOON.toString())), "one");
        jobs.add(
                flowFile(
                        2,
                        Map.of(
                                VoyageAttributes.CREATED_AT,
                                NOON.minusSeconds(60).toString())),
                "two");
        assertEquals(NOON.minusSeconds(60), jobs.oldest());

        jobs.add(flowFile(3, Map.of()), "three");
        assertNull(jobs.oldest());
    }

    private static FlowFile flowFile(final long id, final Map<String, String> attributes) {
        final MockFlowFile flowFile = new MockFlowFile(id);
        flowFile.putAttributes(attributes);
        return flowFile;
    }
}
