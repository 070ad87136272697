/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchError;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.BatchStatus;
import dev.nifivoyage.service.api.FilePage;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.RequestCounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts the JSON objects of Voyage. Reading is tolerant: unknown fields are ignored, missing fields are null, and
 * times may lack a zone or be Unix seconds.
 */
final class VoyageJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMPLETION_WINDOW = "12h";
    /** Later times, and larger numbers of seconds, are damaged. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** Far more than the 100,000 requests of a job, and small enough to calculate with. */
    private static final long MOST_REQUESTS = 1_000_000_000;

    private VoyageJson() {}

    static String write(final BatchRequest request) {
        final Map<String, Object> body = new HashMap<>();
        body.put("endpoint", request.endpoint().path());
        body.put("input_file_id", request.inputFileId());
        body.put("completion_window", COMPLETION_WINDOW);
        body.put("request_params", request.requestParameters());
        if (!request.metadata().isEmpty()) {
            body.put("metadata", request.metadata());
        }

        return write(body);
    }

    static String writeFileIds(final Collection<String> fileIds) {
        return write(Map.of("file_ids", fileIds));
    }

    private static String write(final Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (final JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(final String body) throws IOException {
        return JSON.readTree(body);
    }

    static Batch readBatch(final JsonNode node) throws IOException {
        return new Batch(
                requiredId(node),
                text(node, "endpoint"),
                text(node, "model"),
                new BatchStatus(text(node, "status")),
                text(node, "input_file_id"),
                text(node, "output_file_id"),
                text(node, "error_file_id"),
                readCounts(node.path("request_counts")),
                readMetadata(node.path("metadata")),
                readErrors(node.path("errors")),
                time(node, "created_at"),
                firstTime(
                        node,
                        "completed_at",
                        "failed_at",
                        "cancelled_at",
                        "canceled_at",
                        "expired_at",
                        "partially_completed_at"),
                time(node, "expected_completion_at"));
    }

    static BatchPage readBatchPage(final JsonNode node) throws IOException {
        if (!node.path("data").isArray()) {
            // an empty list would mean that a job does not exist, and it would be created again
            throw new IOException("the response has no list of batch jobs");
        }

        final List<Batch> batches = new ArrayList<>();
        for (final JsonNode batch : node.path("data")) {
            batches.add(readBatch(batch));
        }

        return new BatchPage(batches, node.path("has_more").asBoolean(false));
    }

    static FilePage readFilePage(final JsonNode node) throws IOException {
        if (!node.path("data").isArray()) {
            throw new IOException("the response has no list of files");
        }

        final List<RemoteFile> files = new ArrayList<>();
        for (final JsonNode file : node.path("data")) {
            files.add(readFile(file));
        }

        return new FilePage(files, node.path("has_more").asBoolean(false));
    }

    static RemoteFile readFile(final JsonNode node) throws IOException {
        return new RemoteFile(
                requiredId(node),
                node.path("bytes").asLong(-1),
                text(node, "filename"),
                text(node, "purpose"),
                time(node, "created_at"),
                time(node, "expires_at"));
    }

    private static String requiredId(final JsonNode node) throws IOException {
        final String id = text(node, "id");
        if (id == null || id.isBlank()) {
            throw new IOException("the response has no id");
        }

        return id;
    }

    private static RequestCounts readCounts(final JsonNode node) {
        return new RequestCounts(count(node, "total"), count(node, "completed"), count(node, "failed"));
    }

    private static long count(final JsonNode node, final String field) {
        return Math.clamp(node.path(field).asLong(), 0, MOST_REQUESTS);
    }

    private static Map<String, String> readMetadata(final JsonNode node) {
        final Map<String, String> metadata = new HashMap<>();
        for (final Map.Entry<String, JsonNode> pair : node.properties()) {
            if (!pair.getValue().isNull()) {
                metadata.put(pair.getKey(), pair.getValue().asText());
            }
        }

        return metadata;
    }

    private static List<BatchError> readErrors(final JsonNode node) {
        final List<BatchError> errors = new ArrayList<>();
        for (final JsonNode error : node.path("data")) {
            errors.add(new BatchError(
                    text(error, "code"),
                    text(error, "message"),
                    error.path("line").isNumber() ? error.path("line").asLong() : null,
                    text(error, "param")));
        }

        return errors;
    }

    private static String text(final JsonNode node, final String field) {
        return node.path(field).isValueNode() && !node.path(field).isNull()
                ? node.path(field).asText()
                : null;
    }

    private static Instant firstTime(final JsonNode node, final String... fields) {
        for (final String field : fields) {
            final Instant time = time(node, field);
            if (time != null) {
                return time;
            }
        }

        return null;
    }

    // with a time outside of this range, a job would have waited for centuries
    private static Instant time(final JsonNode node, final String field) {
        final JsonNode value = node.path(field);
        final Instant time;
        if (value.isNumber()) {
            time = Instant.ofEpochSecond(Math.clamp(value.asLong(), 0, LATEST.getEpochSecond() + 1));
        } else {
            time = value.isTextual() ? time(value.asText().trim().replace(' ', 'T')) : null;
        }

        return time == null || !time.isAfter(Instant.EPOCH) || time.isAfter(LATEST) ? null : time;
    }

    private static Instant time(final String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (final DateTimeParseException e) {
            return timeWithoutZone(text);
        }
    }

    private static Instant timeWithoutZone(final String text) {
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (final DateTimeParseException e) {
            // an unreadable time is not a reason to lose the batch job
            return null;
        }
    }
}
