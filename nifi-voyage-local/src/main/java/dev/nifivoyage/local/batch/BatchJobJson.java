/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.endpoint.Endpoints;
import dev.nifivoyage.local.fault.BatchFaults;
import dev.nifivoyage.local.model.BatchState;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * A batch as JSON on disk, with everything that a later server needs to go on with it.
 */
final class BatchJobJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private BatchJobJson() {}

    static ObjectNode write(final BatchJob job) {
        final BatchRequest request = job.request();
        final ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("number", job.number())
                .put("id", job.id())
                .put("project", job.project())
                .put("endpoint", request.endpointName())
                .put("input_file_id", request.inputFileId())
                .put("completion_window", request.completionWindow())
                .put("model", request.model())
                .put("estimated_tokens", job.estimatedTokens())
                .put("created_at", job.createdAt().toString());
        json.set("parameters", request.parameters());
        json.set("metadata", request.metadata());
        json.set("fault", MAPPER.valueToTree(job.fault()));
        final BatchJob.Condition condition = job.condition();
        json.put("state", condition.state().wireName())
                .put("output_file_id", condition.outputFileId())
                .put("error_file_id", condition.errorFileId())
                .put("total", condition.total())
                .put("completed", condition.completed())
                .put("failed", condition.failed());
        final ObjectNode entered = json.putObject("entered");
        condition.entered().forEach((state, instant) -> entered.put(state.wireName(), instant.toString()));
        json.set("errors", condition.errors());
        json.set("progress", MAPPER.valueToTree(condition.progress()));
        return json;
    }

    static BatchJob read(final ObjectNode json, final Endpoints endpoints) {
        final BatchRequest request = new BatchRequest(
                endpoints.find(text(json, "endpoint")).orElseThrow(),
                text(json, "endpoint"),
                text(json, "input_file_id"),
                text(json, "completion_window"),
                text(json, "model"),
                (ObjectNode) json.get("parameters"),
                object(json.get("metadata")));
        final BatchJob job = new BatchJob(
                json.get("number").longValue(),
                id(json),
                new BatchJob.Submission(
                        text(json, "project"),
                        request,
                        json.get("estimated_tokens").longValue()),
                value(json.get("fault"), BatchFaults.BatchFault.class),
                Instant.parse(text(json, "created_at")));
        final Map<BatchState, Instant> entered = new EnumMap<>(BatchState.class);
        json.get("entered")
                .properties()
                .forEach(entry -> entered.put(
                        BatchState.ofWireName(entry.getKey()),
                        Instant.parse(entry.getValue().textValue())));
        job.restore(new BatchJob.Condition(
                state(json),
                entered,
                json.get("errors") instanceof final ArrayNode errors ? errors : null,
                text(json, "output_file_id"),
                text(json, "error_file_id"),
                json.get("total").intValue(),
                json.get("completed").intValue(),
                json.get("failed").intValue(),
                value(json.get("progress"), BatchProgress.class)));
        return job;
    }

    static String id(final ObjectNode json) {
        return text(json, "id");
    }

    static BatchState state(final ObjectNode json) {
        return BatchState.ofWireName(text(json, "state"));
    }

    static int billed(final ObjectNode json) {
        return json.path("progress").path("billed").intValue();
    }

    private static String text(final ObjectNode json, final String field) {
        return json.get(field).textValue();
    }

    private static ObjectNode object(final JsonNode json) {
        return json instanceof final ObjectNode object ? object : null;
    }

    private static <T> T value(final JsonNode json, final Class<T> type) {
        return json.isNull() ? null : MAPPER.convertValue(json, type);
    }
}
