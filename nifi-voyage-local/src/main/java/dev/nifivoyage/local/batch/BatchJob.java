/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.clock.Timestamps;
import dev.nifivoyage.local.fault.BatchFaults;
import dev.nifivoyage.local.model.BatchState;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A batch and its progress. Thread-safe.
 */
public final class BatchJob {

    private static final Duration WINDOW = Duration.ofHours(12);

    private final long number;
    private final String id;
    private final String project;
    private final BatchRequest request;
    private final long estimatedTokens;
    private final BatchFaults.BatchFault fault;
    private final Instant createdAt;
    private final Map<BatchState, Instant> entered = new EnumMap<>(BatchState.class);
    private BatchState state = BatchState.VALIDATING;
    private ArrayNode errors;
    private String outputFileId;
    private String errorFileId;
    private int total;
    private int completed;
    private int failed;
    private BatchProgress progress;

    /**
     * A request to create a batch.
     */
    record Submission(String project, BatchRequest request, long estimatedTokens) {}

    /**
     * Everything about a batch that changes.
     *
     * @param entered when it entered each state
     * @param errors null if its input is valid
     * @param progress null before it is in progress
     */
    record Condition(
            BatchState state,
            Map<BatchState, Instant> entered,
            ArrayNode errors,
            String outputFileId,
            String errorFileId,
            int total,
            int completed,
            int failed,
            BatchProgress progress) {}

    BatchJob(
            final long number,
            final String id,
            final Submission submission,
            final BatchFaults.BatchFault fault,
            final Instant createdAt) {
        this.number = number;
        this.id = id;
        this.project = submission.project();
        this.request = submission.request();
        this.estimatedTokens = submission.estimatedTokens();
        this.fault = fault;
        this.createdAt = createdAt;
    }

    public String id() {
        return id;
    }

    public synchronized BatchState state() {
        return state;
    }

    long number() {
        return number;
    }

    String project() {
        return project;
    }

    BatchRequest request() {
        return request;
    }

    long estimatedTokens() {
        return estimatedTokens;
    }

    public Instant createdAt() {
        return createdAt;
    }

    Instant expectedCompletionAt() {
        return createdAt.plus(WINDOW);
    }

    /**
     * Returns true if the batch has the fault.
     */
    boolean meets(final BatchFaults.Kind kind) {
        return fault != null && fault.kind() == kind;
    }

    BatchFaults.BatchFault fault() {
        return fault;
    }

    synchronized Condition condition() {
        return new Condition(
                state, new EnumMap<>(entered), errors, outputFileId, errorFileId, total, completed, failed, progress);
    }

    /**
     * Continues with the condition of an earlier server.
     */
    synchronized void restore(final Condition condition) {
        state = condition.state();
        entered.putAll(condition.entered());
        errors = condition.errors();
        outputFileId = condition.outputFileId();
        errorFileId = condition.errorFileId();
        total = condition.total();
        completed = condition.completed();
        failed = condition.failed();
        progress = condition.progress();
    }

    /**
     * Returns when the batch entered a state, or null.
     */
    synchronized Instant enteredAt(final BatchState which) {
        return entered.get(which);
    }

    synchronized BatchProgress progress() {
        return progress;
    }

    /**
     * Moves from one state to the next, unless the batch has left the first in the meantime.
     */
    synchronized boolean move(final BatchState from, final BatchState to, final Instant now) {
        if (state != from) {
            return false;
        }
        state = to;
        entered.put(to, now);
        return true;
    }

    synchronized void fail(final List<ValidationError> found, final Instant now) {
        if (move(BatchState.VALIDATING, BatchState.FAILED, now)) {
            errors = JsonNodeFactory.instance.arrayNode();
            for (final ValidationError error : found) {
                errors.addObject()
                        .put("code", error.code())
                        .put("line", error.line())
                        .put("message", error.message())
                        .put("param", error.param());
            }
        }
    }

    synchronized void setTotal(final int lines) {
        total = lines;
    }

    synchronized void advance(final BatchProgress next) {
        progress = next;
    }

    /**
     * Counts processed requests.
     */
    synchronized void count(final int moreCompleted, final int moreFailed, final BatchProgress next) {
        completed += moreCompleted;
        failed += moreFailed;
        progress = next;
    }

    synchronized void setFiles(final String output, final String error) {
        outputFileId = output;
        errorFileId = error;
    }

    /**
     * Returns the Batch object of Voyage's API, with the fields in the same order.
     */
    public synchronized ObjectNode toJson() {
        final JsonNodeFactory nodes = JsonNodeFactory.instance;
        final ObjectNode json =
                nodes.objectNode().put("id", id).put("object", "batch").put("endpoint", request.endpointName());
        json.set(
                "errors",
                errors == null
                        ? nodes.nullNode()
                        : nodes.objectNode().put("object", "list").set("data", errors.deepCopy()));
        json.put("input_file_id", request.inputFileId())
                .put("completion_window", request.completionWindow())
                .put("model", request.model())
                .put("status", shownStatus())
                .put("output_file_id", outputFileId)
                .put("error_file_id", errorFileId);
        json.putObject("request_counts")
                .put("total", total)
                .put("completed", completed)
                .put("failed", failed);
        json.set("metadata", request.metadata() == null ? nodes.nullNode() : request.metadata());
        final Instant completedAt =
                entered.getOrDefault(BatchState.COMPLETED, entered.get(BatchState.PARTIALLY_COMPLETED));
        return json.put("created_at", Timestamps.format(createdAt))
                .put("in_progress_at", Timestamps.format(entered.get(BatchState.IN_PROGRESS)))
                .put("finalizing_at", Timestamps.format(entered.get(BatchState.FINALIZING)))
                .put("completed_at", Timestamps.format(completedAt))
                .put("failed_at", Timestamps.format(entered.get(BatchState.FAILED)))
                .put("expected_completion_at", Timestamps.format(expectedCompletionAt()))
                .put("cancelling_at", Timestamps.format(entered.get(BatchState.CANCELLING)))
                .put("cancelled_at", Timestamps.format(entered.get(BatchState.CANCELLED)));
    }

    private String shownStatus() {
        final boolean unknown =
                meets(BatchFaults.Kind.UNKNOWN_STATUS) && fault.state().equals(state.wireName());
        return unknown ? fault.status() : state.wireName();
    }
}
