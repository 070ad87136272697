/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.ratelimit;

import dev.nifivoyage.service.api.VoyageException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RateLimitTest {
    private Instant now = Instant.parse("2026-01-26T19:00:00Z");
    private final RateLimit gate = new RateLimit(() -> now);

    @Test
    void isClosedForTheTimeThatIsAskedFor() {
        assertFalse(gate.isClosed());
        gate.closeAfter(rejection(Duration.ofSeconds(30)));
        now = now.plusSeconds(29);
        assertTrue(gate.isClosed());
        now = now.plusSeconds(1);
        assertFalse(gate.isClosed());
    }

    @Test
    void keepsTheLongerOfTwoTimes() {
        gate.closeAfter(rejection(Duration.ofSeconds(30)));
        gate.closeAfter(rejection(Duration.ofSeconds(10)));
        now = now.plusSeconds(20);
        assertTrue(gate.isClosed());
    }

    @Test
    void staysOpenWhenNoTimeIsAskedFor() {
        gate.closeAfter(rejection(null));
        assertFalse(gate.isClosed());
    }

    @Test
    void isNeverClosedForDays() {
        gate.closeAfter(rejection(Duration.ofDays(365)));
        now = now.plusSeconds(3_599);
        assertTrue(gate.isClosed());
        now = now.plusSeconds(1);
        assertFalse(gate.isClosed());
    }

    @Test
    void rejectsCallsWhileItIsClosed() throws Exception {
        gate.pass("POST /v1/embeddings");
        gate.closeAfter(rejection(Duration.ofSeconds(10)));
        now = now.plusSeconds(9);
        final VoyageException rejected = assertThrows(VoyageException.class, () -> gate.pass("POST /v1/embeddings"));
        assertEquals(429, rejected.statusCode().orElseThrow());
        assertEquals(Duration.ofSeconds(1), rejected.retryAfter());
        assertTrue(rejected.isRetryable());
        now = now.plusSeconds(1);
        gate.pass("POST /v1/embeddings");
    }

    private static VoyageException rejection(final Duration retryAfter) {
        return new VoyageException("POST /v1/batches", 429, "Too many", null, retryAfter);
    }
}
