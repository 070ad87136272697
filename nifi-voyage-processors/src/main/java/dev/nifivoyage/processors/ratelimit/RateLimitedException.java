/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.ratelimit;

import dev.nifivoyage.service.api.VoyageException;

import java.time.Duration;

/**
 * A call that was not sent because the rate limit of an earlier call still applies.
 */
public final class RateLimitedException extends VoyageException {
    private static final long serialVersionUID = 1L;

    /**
     * @param call method and path
     * @param remaining time until Voyage may be called again
     */
    public RateLimitedException(final String call, final Duration remaining) {
        super(
                "%s was not sent: Voyage asked to wait for another %d seconds"
                        .formatted(call, remaining.toSeconds() + 1),
                null,
                remaining);
    }

    @Override
    public boolean isRateLimited() {
        return true;
    }
}
