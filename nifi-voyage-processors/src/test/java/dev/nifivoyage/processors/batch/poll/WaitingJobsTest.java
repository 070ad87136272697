/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchStatus;
import dev.nifivoyage.service.api.RequestCounts;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WaitingJobsTest {
    private static final Instant NOON = Instant.parse("2026-01-26T12:00:00Z");

    private final MockFlowFile flowFile = new MockFlowFile(1);
    private final WaitingJobs jobs = new WaitingJobs(Duration.ofMinutes(1));

    @Test
    void isWrittenOnlyAfterAChange() {
        running("one", 3, NOON);
        running("two", 0, NOON);
        assertEquals(3, jobs.due(NOON).orElseThrow().size());

        running("one", 3, NOON.plusSeconds(60));
        running("two", 0, NOON.plusSeconds(60));
        assertEquals(Optional.empty(), jobs.due(NOON.plusSeconds(60)));

        running("two", 1, NOON.plusSeconds(70));
        final Map<String, String> lines = jobs.due(NOON.plusSeconds(70)).orElseThrow();
        assertTrue(lines.get("two").contains("1 of 10 requests"), lines::toString);
    }

    @Test
    void isWrittenEveryTenSecondsAtMostUntilAJobEnds() {
        running("one", 1, NOON);
        assertTrue(jobs.due(NOON).isPresent());
        running("one", 2, NOON.plusSeconds(9));
        assertEquals(Optional.empty(), jobs.due(NOON.plusSeconds(9)));
        assertTrue(jobs.due(NOON.plusSeconds(10)).isPresent());

        jobs.ended("one");
        assertEquals(Optional.of(Map.of()), jobs.due(NOON.plusSeconds(11)));
    }

    @Test
    void leavesOutJobsThatAreNotPolledAnyMore() {
        running("one", 1, NOON);
        running("two", 1, NOON.plusSeconds(1));
        jobs.due(NOON);
        running("two", 1, NOON.plusSeconds(181));

        assertEquals(
                Optional.of(List.of("Total", "two")),
                jobs.due(NOON.plusSeconds(181)).map(lines -> List.copyOf(lines.keySet())));
    }

    private void running(final String id, final long completed, final Instant now) {
        final Batch job = new Batch(
                id,
                null,
                null,
                new BatchStatus("in_progress"),
                null,
                null,
                null,
                new RequestCounts(10, completed, 0),
                null,
                null,
                NOON,
                null,
                null);
        jobs.running(flowFile, JobProgress.of(job, flowFile, now), now);
    }
}
