/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchStatus;
import dev.nifivoyage.service.api.RequestCounts;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JobProgressTest {
    private static final Instant START = Instant.parse("2026-01-26T19:00:00Z");

    @Test
    void knowsNoRateAtFirst() {
        final JobProgress progress = JobProgress.of(job("in_progress", 100), flowFile(Map.of()), START);

        assertTrue(progress.changed());
        assertNull(progress.rate());
        assertNull(progress.estimatedEnd());
        assertEquals("10", progress.attributes().get(VoyageAttributes.PROGRESS_PERCENT));
        assertFalse(progress.attributes().containsKey(VoyageAttributes.PROGRESS_RATE));
    }

    @Test
    void computesRateAndEndFromTwoResponses() {
        final JobProgress first = JobProgress.of(job("in_progress", 100), flowFile(Map.of()), START);
        final JobProgress second =
                JobProgress.of(job("in_progress", 300), flowFile(first.attributes()), START.plusSeconds(10));

        assertTrue(second.changed());
        assertEquals(20.0, second.rate());
        assertEquals(START.plusSeconds(10 + 35), second.estimatedEnd());
        assertEquals("20.000", second.attributes().get(VoyageAttributes.PROGRESS_RATE));
    }

    @Test
    void keepsRateAndEndWhileNothingChanges() {
        final JobProgress first = JobProgress.of(job("in_progress", 100), flowFile(Map.of()), START);
        final JobProgress second =
                JobProgress.of(job("in_progress", 300), flowFile(first.attributes()), START.plusSeconds(10));
        final JobProgress third =
                JobProgress.of(job("in_progress", 300), flowFile(second.attributes()), START.plusSeconds(20));

        assertFalse(third.changed());
        assertEquals(second.rate(), third.rate());
        assertEquals(second.estimatedEnd(), third.estimatedEnd());
        assertEquals(START.plusSeconds(10), third.changedAt());
    }

    @Test
    void seesAChangeOfStatusAlone() {
        final JobProgress first = JobProgress.of(job("in_progress", 1000), flowFile(Map.of()), START);

        assertTrue(JobProgress.of(job("finalizing", 1000), flowFile(first.attributes()), START.plusSeconds(1))
                .changed());
    }

    @Test
    void takesDamagedAttributesForMissingOnes() {
        final FlowFile damaged = flowFile(Map.of(
                VoyageAttributes.REQUESTS_COMPLETED,
                "many",
                VoyageAttributes.PROGRESS_AT,
                "yesterday",
                VoyageAttributes.PROGRESS_RATE,
                "fast"));

        assertNull(JobProgress.of(job("in_progress", 100), damaged, START).rate());
    }

    @Test
    void takesCountsThatFellForThoseOfAnotherJob() {
        final JobProgress first = JobProgress.of(job("in_progress", 100), flowFile(Map.of()), START);
        final JobProgress second =
                JobProgress.of(job("in_progress", 300), flowFile(first.attributes()), START.plusSeconds(10));
        final JobProgress other =
                JobProgress.of(job("in_progress", 5), flowFile(second.attributes()), START.plusSeconds(20));

        assertTrue(other.changed());
        assertNull(other.rate());
        assertNull(other.estimatedEnd());
        assertEquals(START.plusSeconds(20), other.changedAt());
        assertTrue(
                other.outdated().containsAll(Set.of(VoyageAttributes.PROGRESS_RATE, VoyageAttributes.ESTIMATED_END)));
    }

    @Test
    void endsWhenTheServerSaysSo() {
        final Instant end = START.plusSeconds(90);
        final Batch ended = new Batch(
                "batch-1",
                null,
                null,
                new BatchStatus("completed"),
                null,
                "file-2",
                null,
                new RequestCounts(10, 10, 0),
                null,
                null,
                START,
                end,
                null);
        final JobProgress first = JobProgress.of(job("in_progress", 5), flowFile(Map.of()), START);
        final JobProgress last = JobProgress.of(ended, flowFile(first.attributes()), START.plusSeconds(100));

        assertEquals(end, last.estimatedEnd());
        assertEquals(
                Set.of(VoyageAttributes.ERROR_FILE_ID),
                removed(last, VoyageAttributes.OUTPUT_FILE_ID, VoyageAttributes.ERROR_FILE_ID));
    }

    @Test
    void makesNoEstimateOfWhatIsTooFarAway() {
        final Batch endless = new Batch(
                "batch-1",
                null,
                null,
                new BatchStatus("in_progress"),
                null,
                null,
                null,
                new RequestCounts(Long.MAX_VALUE, 1, 0),
                null,
                null,
                START,
                null,
                null);
        final JobProgress progress = JobProgress.of(
                endless, flowFile(Map.of(VoyageAttributes.PROGRESS_AT, START.toString())), START.plusSeconds(100));

        assertEquals(0.01, progress.rate());
        assertNull(progress.estimatedEnd());
    }

    @Test
    void keepsTheTimeTheFlowFileKnowsTheJobFrom() {
        final Instant before = START.minusSeconds(3_600);

        assertEquals(
                before,
                JobProgress.of(
                                job("in_progress", 1),
                                flowFile(Map.of(VoyageAttributes.CREATED_AT, before.toString())),
                                START)
                        .createdAt());
        assertEquals(
                START,
                JobProgress.of(
                                job("in_progress", 1),
                                flowFile(Map.of(VoyageAttributes.CREATED_AT, "yesterday")),
                                START.plusSeconds(9))
                        .createdAt());
    }

    private static Set<String> removed(final JobProgress progress, final String... names) {
        final Set<String> removed = new HashSet<>(Set.of(names));
        removed.retainAll(progress.outdated());
        return removed;
    }

    private static FlowFile flowFile(final Map<String, String> attributes) {
        final MockFlowFile flowFile = new MockFlowFile(1);
        flowFile.putAttributes(attributes);
        return flowFile;
    }

    private static Batch job(final String status, final long completed) {
        return new Batch(
                "batch-1",
                "/v1/embeddings",
                "voyage-4",
                new BatchStatus(status),
                "file-1",
                null,
                null,
                new RequestCounts(1000, completed, 0),
                null,
                null,
                START,
                null,
                null);
    }
}
