/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.RemoteFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reads any bytes as the description of a job or file. It is one with an ID, counts, and times that can be calculated
 * with, or the response is rejected.
 */
public final class StatusResponseFuzz {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private StatusResponseFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        final JsonNode json;
        try {
            json = VoyageJson.read(new String(input, StandardCharsets.UTF_8));
        } catch (final IOException e) {
            check(e);
            return;
        }

        try {
            check(VoyageJson.readBatch(json));
            assertEquals(VoyageJson.readBatch(json), VoyageJson.readBatch(VoyageJson.read(json.toString())));
        } catch (final IOException e) {
            check(e);
        }
        try {
            check(VoyageJson.readFile(json));
        } catch (final IOException e) {
            check(e);
        }
    }

    static void check(final Batch batch) {
        assertFalse(batch.id().isBlank());
        batch.status().phase();
        assertTrue(batch.requestCounts().total() >= 0, batch::toString);
        assertTrue(batch.requestCounts().ended() >= 0, batch::toString);
        assertTrue(batch.requestCounts().percent() >= 0 && batch.requestCounts().percent() <= 100, batch::toString);
        batch.errorSummary().ifPresent(summary -> assertFalse(summary.isBlank()));
        check(batch.createdAt());
        check(batch.endedAt());
        check(batch.expectedCompletionAt());
    }

    static void check(final RemoteFile file) {
        assertFalse(file.id().isBlank());
        check(file.createdAt());
        check(file.expiresAt());
    }

    private static void check(final Instant time) {
        assertTrue(time == null || !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST), () -> "time: " + time);
    }

    static void check(final IOException e) {
        assertFalse(e.getMessage().isBlank());
    }
}
