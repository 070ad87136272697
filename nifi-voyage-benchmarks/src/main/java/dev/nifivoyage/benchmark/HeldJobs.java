/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.model.BatchState;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The jobs of a flow at the server, which holds them in validation until they may end.
 */
final class HeldJobs implements AutoCloseable {
    private static final int PAGE = 100;

    private final ServerCalls calls;

    /**
     * @param calls with the key of the flow; closed together with it
     */
    HeldJobs(final ServerCalls calls) {
        this.calls = calls;
    }

    /**
     * Returns the options of a server that holds jobs for so long that none ends by itself.
     */
    static List<String> serverOptions() {
        return List.of("--delay", "validating=10h");
    }

    /**
     * Returns the state of now.
     */
    Snapshot snapshot() {
        // the submissions first, so that one in between does not count as rejected
        final int submissions = calls.json(calls.localRequest("/requests"))
                .path("POST /v1/batches")
                .asInt();
        return new Snapshot(submissions, all());
    }

    /**
     * Lets jobs end, the oldest first.
     *
     * @param snapshot a recent one
     * @param count number of jobs that may end
     */
    void letGo(final Snapshot snapshot, final int count) {
        // the server compares the duration of the state with the age of each job
        final long age =
                Duration.between(snapshot.createdAt(count), Instant.now()).toMillis();
        calls.json(calls.localRequest("/faults")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"delays\":{\"validating\":\"%dms\"}}".formatted(age))));
    }

    /**
     * Returns how many requests of jobs were billed.
     */
    long billed() {
        return calls.json(calls.localRequest("/ledger?limit=1"))
                .path("totals")
                .path("requests")
                .asLong();
    }

    /**
     * Returns how many files the project has.
     */
    int files() {
        return calls.get("/files").path("data").size();
    }

    // the newest first
    private List<JsonNode> all() {
        final List<JsonNode> jobs = new ArrayList<>();
        JsonNode page = calls.get("/batches?limit=" + PAGE);
        page.path("data").forEach(jobs::add);
        while (page.path("has_more").asBoolean()) {
            page = calls.get("/batches?limit=%d&after=%s"
                    .formatted(PAGE, page.path("last_id").asText()));
            page.path("data").forEach(jobs::add);
        }
        return jobs;
    }

    @Override
    public void close() {
        calls.close();
    }

    /**
     * The jobs at one time.
     *
     * @param submissions requests to create a job, of this project and others, including rejected ones
     * @param jobs the newest first
     */
    record Snapshot(int submissions, List<JsonNode> jobs) {

        int created() {
            return jobs.size();
        }

        int inFlight() {
            return Math.toIntExact(jobs.stream()
                    .filter(job ->
                            BatchState.ofWireName(job.path("status").asText()).isInFlight())
                    .count());
        }

        // counted from the oldest job
        private Instant createdAt(final int count) {
            final JsonNode job = jobs.get(Math.max(0, jobs.size() - count));
            return OffsetDateTime.parse(job.path("created_at").asText()).toInstant();
        }
    }
}
