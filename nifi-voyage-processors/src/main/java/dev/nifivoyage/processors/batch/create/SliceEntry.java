/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.processors.batch.create.plan.JobSummary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An entry of the slice table: the position of the records and requests of a slice in the content, in bytes, and the
 * numbers of its job.
 */
record SliceEntry(long recordsOffset, long recordsSize, long requestsOffset, long requestsSize, JobSummary summary) {
    /** Length of an entry: one line of JSON padded with spaces, so that it is found without reading those before it. */
    static final int BYTES = 512;

    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] toBytes() {
        final ObjectNode node = JSON.createObjectNode()
                .put("recordsOffset", recordsOffset)
                .put("recordsSize", recordsSize)
                .put("requestsOffset", requestsOffset)
                .put("requestsSize", requestsSize)
                .put("fingerprint", summary.fingerprint())
                .put("records", summary.records())
                .put("sent", summary.recordsSent())
                .put("cached", summary.recordsCached())
                .put("requests", summary.requests())
                .put("estimatedTokens", summary.estimatedTokens());
        final byte[] json = node.toString().getBytes(StandardCharsets.UTF_8);
        final byte[] line = Arrays.copyOf(json, BYTES);
        Arrays.fill(line, json.length, BYTES - 1, (byte) ' ');
        line[BYTES - 1] = '\n';
        return line;
    }

    static SliceEntry read(final byte[] line) throws IOException {
        final JsonNode node = JSON.readTree(line);
        return new SliceEntry(
                number(node, "recordsOffset"),
                number(node, "recordsSize"),
                number(node, "requestsOffset"),
                number(node, "requestsSize"),
                new JobSummary(
                        node.path("fingerprint").asText(),
                        number(node, "records"),
                        number(node, "sent"),
                        number(node, "cached"),
                        number(node, "requests"),
                        number(node, "estimatedTokens")));
    }

    private static long number(final JsonNode node, final String name) throws IOException {
        if (!node.path(name).isIntegralNumber()) {
            throw new IOException(
                    "The slice table has no number [%s]: the content does not belong to a FlowFile that was split by this processor"
                            .formatted(name));
        }

        return node.path(name).asLong();
    }
}
