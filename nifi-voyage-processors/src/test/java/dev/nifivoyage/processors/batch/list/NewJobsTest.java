/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.BatchStatus;
import dev.nifivoyage.service.api.RequestCounts;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NewJobsTest {
    private static final Instant NOON = Instant.parse("2026-01-26T12:00:00.123456Z");
    private static final int PAGE = 3;
    private static final String WANTED = "fingerprint";

    private final List<Batch> jobs = new ArrayList<>();
    private Map<String, String> state = Map.of();
    private int pages;

    @Test
    void listsAJobThatShowsUpLate() {
        add("a", 0, "completed");
        add("c", 20, "completed");
        assertEquals(List.of("c", "a"), list(JobSelection.ANY));
        add("b", 10, "completed");
        assertEquals(List.of("b"), list(JobSelection.ANY));
        assertEquals(List.of(), list(JobSelection.ANY));
    }

    @Test
    void remembersOnlyTheLastMinute() {
        IntStream.range(0, 50).forEach(i -> add("job" + i, 30 * i, "completed"));
        assertEquals(50, list(JobSelection.ANY).size());
        assertEquals("job47,job48,job49", state.get("listed.recent"));
        assertEquals(
                Map.of(
                        "wanted",
                        WANTED,
                        "listed.until",
                        NOON.plusSeconds(30 * 49).toString(),
                        "listed.recent",
                        "job47,job48,job49"),
                state);

        pages = 0;
        assertEquals(List.of(), list(JobSelection.ANY));
        assertEquals(2, pages);
    }

    @Test
    void looksBackAsFarAsTheOldestJobThatIsAwaited() {
        add("slow", 0, "in_progress");
        IntStream.range(1, 20).forEach(i -> add("job" + i, 300 * i, "completed"));
        assertEquals(19, list(JobSelection.ENDED).size());
        assertEquals("slow", state.get("listed.awaited"));

        replace("slow", "completed");
        add("new", 7_000, "completed");
        assertEquals(List.of("new", "slow"), list(JobSelection.ENDED));
        assertTrue(state.keySet().stream().noneMatch(key -> key.contains("awaited")), state::toString);
        pages = 0;
        assertEquals(List.of(), list(JobSelection.ENDED));
        assertEquals(1, pages);
    }

    @Test
    void givesUpAJobThatNeverEnds() {
        add("stuck", 0, "in_progress");
        add("new", (int) NewJobs.LONGEST_LIFE.toSeconds() + 10, "completed");
        assertEquals(List.of("new"), list(JobSelection.ENDED));
        assertTrue(state.keySet().stream().noneMatch(key -> key.contains("awaited")), state::toString);
    }

    @Test
    void forgetsNothingWhenTheListIsEmptyOnce() {
        add("a", 0, "completed");
        assertEquals(List.of("a"), list(JobSelection.ANY));
        final List<Batch> all = List.copyOf(jobs);
        jobs.clear();
        assertEquals(List.of(), list(JobSelection.ANY));
        jobs.addAll(all);
        assertEquals(List.of(), list(JobSelection.ANY));
    }

    @Test
    void goesOnAfterThePageThatWasTakenLast() {
        IntStream.range(0, 7).forEach(i -> add("job" + i, 300 * i, "in_progress"));
        final NewJobs first = listing(JobSelection.ANY);
        assertEquals(List.of("job6", "job5", "job4"), ids(first.take(page(first.cursor()))));
        state = first.state().orElseThrow().toMap();
        // made meanwhile: for the next listing
        add("new", 7_000, "validating");

        assertEquals(List.of("job3", "job2", "job1", "job0"), list(JobSelection.ANY));
        assertEquals(List.of("new"), list(JobSelection.ANY));
        assertEquals(List.of(), list(JobSelection.ANY));
    }

    @Test
    void awaitsTheFileOfResponsesThatAreCounted() {
        jobs.add(job("a", NOON, "completed", 1, null));
        assertEquals(List.of(), list(JobSelection.WITH_RESULTS));
        jobs.set(0, job("a", NOON, "completed", 1, "file-1"));
        assertEquals(List.of("a"), list(JobSelection.WITH_RESULTS));
    }

    private void add(final String id, final int seconds, final String status) {
        jobs.add(job(id, NOON.plusSeconds(seconds), status, 0, null));
        jobs.sort(Comparator.comparing(Batch::createdAt).reversed());
    }

    private void replace(final String id, final String status) {
        jobs.replaceAll(job -> job.id().equals(id) ? job(id, job.createdAt(), status, 0, null) : job);
    }

    private static Batch job(
            final String id,
            final Instant createdAt,
            final String status,
            final long completed,
            final String outputFileId) {
        return new Batch(
                id,
                "/v1/embeddings",
                "voyage-4",
                new BatchStatus(status),
                "file-0",
                outputFileId,
                null,
                new RequestCounts(1, completed, 0),
                Map.of(),
                List.of(),
                createdAt,
                null,
                null);
    }

    private List<String> list(final JobSelection selection) {
        final NewJobs listing = listing(selection);
        final List<String> accepted = new ArrayList<>();
        while (!listing.isComplete()) {
            accepted.addAll(ids(listing.take(page(listing.cursor()))));
            state = listing.state().orElseThrow().toMap();
        }

        return accepted;
    }

    private NewJobs listing(final JobSelection selection) {
        final Instant now = jobs.isEmpty() ? NOON : jobs.getFirst().createdAt();
        return new NewJobs(
                new JobFilter(selection, null, Map.of(), now.minus(Duration.ofDays(30))),
                ListingState.read(state, WANTED),
                now);
    }

    private BatchPage page(final String after) {
        pages++;
        int from = 0;
        while (after != null && !jobs.get(from++).id().equals(after)) {
            assertTrue(from < jobs.size(), "no such job");
        }
        final int to = Math.min(jobs.size(), from + PAGE);
        return new BatchPage(jobs.subList(from, to), to < jobs.size());
    }

    private static List<String> ids(final List<Batch> batches) {
        return batches.stream().map(Batch::id).collect(Collectors.toList());
    }
}
