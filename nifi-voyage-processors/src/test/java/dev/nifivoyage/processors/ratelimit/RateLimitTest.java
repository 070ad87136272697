/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.ratelimit;

import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.service.api.VoyageException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RateLimitTest {
    private Instant now = Instant.parse("2026-01-26T19:00:00Z");
    private final RateLimit rateLimit = new RateLimit(() -> now);

    @Test
    void appliesForTheRequestedTime() {
        assertFalse(rateLimit.isLimitReached());
        rateLimit.retryAfter(Duration.ofSeconds(30));
        now = now.plusSeconds(29);
        assertTrue(rateLimit.isLimitReached());
        now = now.plusSeconds(1);
        assertFalse(rateLimit.isLimitReached());
    }

    @Test
    void keepsTheLongerOfTwoTimes() {
        rateLimit.retryAfter(Duration.ofSeconds(30));
        rateLimit.retryAfter(Duration.ofSeconds(10));
        now = now.plusSeconds(20);
        assertTrue(rateLimit.isLimitReached());
    }

    @Test
    void ignoresATimeOfZero() {
        rateLimit.retryAfter(Duration.ZERO);
        assertFalse(rateLimit.isLimitReached());
    }

    @Test
    void appliesForOneHourAtMost() {
        rateLimit.retryAfter(Duration.ofDays(365));
        now = now.plusSeconds(3_599);
        assertTrue(rateLimit.isLimitReached());
        now = now.plusSeconds(1);
        assertFalse(rateLimit.isLimitReached());
    }

    @Test
    void returnsTheRemainingTime() {
        assertTrue(rateLimit.remaining().isEmpty());
        rateLimit.retryAfter(Duration.ofSeconds(10));
        now = now.plusSeconds(9);
        assertEquals(Duration.ofSeconds(1), rateLimit.remaining().orElseThrow());
        now = now.plusSeconds(1);
        assertTrue(rateLimit.remaining().isEmpty());
    }

    @Test
    void describesACallThatWasNotSent() {
        final VoyageException rejected = new RateLimitedException("POST /v1/embeddings", Duration.ofSeconds(1));
        assertTrue(rejected.isRateLimited());
        assertTrue(rejected.isRetryable());
        assertTrue(rejected.statusCode().isEmpty());
        assertEquals(Duration.ofSeconds(1), rejected.retryAfter().orElseThrow());
        assertEquals("429", ErrorAttributes.code(rejected));
    }
}
