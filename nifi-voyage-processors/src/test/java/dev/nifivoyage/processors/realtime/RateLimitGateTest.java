/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.api.VoyageException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RateLimitGateTest {
    // shortly before it overflows
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
    private final RateLimitGate gate = new RateLimitGate(nanos::get);

    @Test
    void closesForTheLongestTimeAskedFor() throws Exception {
        gate.pass("POST /v1/embeddings");
        gate.note(refusal(429, 10));
        gate.note(refusal(429, 5));

        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertFalse(gate.isOpen());
        final VoyageException failure = assertThrows(VoyageException.class, () -> gate.pass("POST /v1/embeddings"));
        assertEquals(429, failure.statusCode().orElseThrow());
        assertEquals(Duration.ofSeconds(1), failure.retryAfter());
        assertTrue(failure.isRetryable());

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertTrue(gate.isOpen());
        gate.pass("POST /v1/embeddings");
    }

    @Test
    void closesForNothingElse() {
        gate.note(refusal(503, 10));
        gate.note(new VoyageException("POST /v1/embeddings", 429, null, null, null));

        assertTrue(gate.isOpen());
    }

    @Test
    void staysClosedForAnHourAtMost() {
        gate.note(refusal(429, 999_999_999));

        assertEquals(Duration.ofHours(1), gate.remaining());
    }

    private static VoyageException refusal(final int status, final long seconds) {
        return new VoyageException("POST /v1/embeddings", status, null, null, Duration.ofSeconds(seconds));
    }
}
