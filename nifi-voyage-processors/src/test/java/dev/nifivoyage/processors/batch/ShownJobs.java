/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.nifi.util.TestRunner;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows jobs of the local server to a processor with the statuses that a test sets.
 */
final class ShownJobs implements AutoCloseable {
    static final int REQUESTS = 10;

    private final Map<String, Shown> jobs = new ConcurrentHashMap<>();
    private final AlteredResponses responses;
    private volatile boolean readable = true;

    ShownJobs(final VoyageTestEnvironment flow) throws IOException {
        responses = new AlteredResponses(flow.voyage(), "GET", "/v1/batches.*", this::alter);
    }

    void serve(final TestRunner runner) {
        responses.serve(runner);
    }

    void show(final String batchId, final String status, final int completed) {
        jobs.put(batchId, new Shown(status, completed));
    }

    /**
     * Sets whether responses can be read.
     */
    void readable(final boolean isReadable) {
        readable = isReadable;
    }

    private String alter(final String body) {
        if (!readable) {
            return "<html>";
        }

        final JsonNode response = AlteredResponses.parse(body);
        if (response.path("data").isArray()) {
            response.path("data").forEach(this::alter);
        } else {
            alter(response);
        }
        return response.toString();
    }

    private void alter(final JsonNode job) {
        final Shown shown = jobs.get(job.path("id").asText());
        if (shown != null) {
            final ObjectNode altered = (ObjectNode) job;
            altered.put("status", shown.status());
            altered.putObject("request_counts")
                    .put("total", REQUESTS)
                    .put("completed", shown.completed())
                    .put("failed", 0);
        }
    }

    @Override
    public void close() {
        responses.close();
    }

    private record Shown(String status, int completed) {}
}
