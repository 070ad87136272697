/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VoyageExceptionTest {

    @ParameterizedTest
    @CsvSource({
        "400, false",
        "401, false",
        "403, false",
        "404, false",
        "408, true",
        "410, false",
        "422, false",
        "429, true",
        "499, false",
        "500, true",
        "503, true"
    })
    void retryable(final int status, final boolean retryable) {
        assertEquals(retryable, new VoyageException("GET /v1/files", status, null, null, null).isRetryable());
    }

    @Test
    void response() {
        final VoyageException failure =
                new VoyageException("GET /v1/files", 429, "slow down", "req-1", Duration.ofSeconds(3));

        assertEquals("GET /v1/files failed: HTTP 429: slow down (request id req-1)", failure.getMessage());
        assertEquals(429, failure.statusCode().orElseThrow());
        assertEquals("slow down", failure.detail().orElseThrow());
        assertEquals("req-1", failure.requestId().orElseThrow());
        assertEquals(Duration.ofSeconds(3), failure.retryAfter().orElseThrow());
        assertTrue(failure.isRateLimited());
    }

    @Test
    void unusableResponse() {
        final VoyageException failure = new UnusableResponseException("POST /v1/rerank", "it has no documents");

        assertEquals("POST /v1/rerank returned an unusable response: it has no documents", failure.getMessage());
        assertEquals("it has no documents", failure.detail().orElseThrow());
        assertTrue(failure.statusCode().isEmpty());
        assertFalse(failure.isRetryable());
        assertFalse(failure.isRateLimited());
    }

    @Test
    void noResponse() {
        assertEquals(
                "GET /v1/files failed: reset",
                new VoyageException("GET /v1/files", new IOException("reset")).getMessage());

        final VoyageException failure = new VoyageException("GET /v1/files", new EOFException());
        assertEquals("GET /v1/files failed: EOFException", failure.getMessage());
        assertTrue(failure.statusCode().isEmpty());
        assertTrue(failure.isRetryable());
    }
}
