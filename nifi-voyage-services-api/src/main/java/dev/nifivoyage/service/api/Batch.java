/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A batch job as described by the server. Source: {@code BatchObject} in Voyage's API reference.
 * Unknown fields are ignored; missing fields and unreadable times are null.
 *
 * @param id {@code batch-} and 37 characters; never blank
 * @param endpoint path such as {@code /v1/embeddings}, or null
 * @param model the requested model, or null
 * @param status status, never null
 * @param inputFileId the uploaded requests, or null
 * @param outputFileId file of the results, or null
 * @param errorFileId file of the failed requests, or null
 * @param requestCounts progress of the job, never null
 * @param metadata up to 16 pairs, never null
 * @param errors validation errors, never null
 * @param createdAt time of the creation, or null
 * @param endedAt time of the final status, or null
 * @param expectedCompletionAt end of the completion window, or null
 */
public record Batch(
        String id,
        String endpoint,
        String model,
        BatchStatus status,
        String inputFileId,
        String outputFileId,
        String errorFileId,
        RequestCounts requestCounts,
        Map<String, String> metadata,
        List<BatchError> errors,
        Instant createdAt,
        Instant endedAt,
        Instant expectedCompletionAt) {
    public Batch {
        status = status == null ? new BatchStatus(null) : status;
        requestCounts = requestCounts == null ? RequestCounts.NONE : requestCounts;
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
        errors = errors == null ? List.of() : List.copyOf(errors);
        inputFileId = emptyToNull(inputFileId);
        outputFileId = emptyToNull(outputFileId);
        errorFileId = emptyToNull(errorFileId);
    }

    /**
     * Returns true if there are results or errors to download.
     */
    public boolean hasOutput() {
        return outputFileId != null || errorFileId != null;
    }

    /**
     * Returns the first five validation errors in one line.
     */
    public Optional<String> errorSummary() {
        if (errors.isEmpty()) {
            return Optional.empty();
        }

        final StringBuilder summary = new StringBuilder();
        for (final BatchError error : errors.subList(0, Math.min(5, errors.size()))) {
            summary.append(summary.isEmpty() ? "" : "; ");
            summary.append(error.line() == null ? "" : "line " + error.line() + ": ");
            summary.append(error.code() == null ? "" : error.code() + ": ");
            summary.append(emptyToNull(error.message()) == null ? "no message" : error.message());
        }
        if (errors.size() > 5) {
            summary.append("; and ").append(errors.size() - 5).append(" more");
        }

        return Optional.of(summary.toString());
    }

    private static String emptyToNull(final String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
