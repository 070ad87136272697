/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import dev.nifivoyage.local.clock.Durations;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Downloads that are cut off after a number of bytes, and signed URLs that have already expired when they are returned.
 */
public final class DownloadFaults {

    private final Countdown<Truncation> truncations;
    private final AtomicInteger expiredUrls;

    /**
     * @throws IllegalArgumentException if a duration is not valid
     */
    DownloadFaults(final List<Truncation> truncations, final int expiredUrls) {
        truncations.stream().map(Truncation::stall).filter(Objects::nonNull).forEach(Durations::parse);
        this.truncations = new Countdown<>(truncations.stream()
                .map(truncation -> Countdown.counted(truncation, truncation.count()))
                .toList());
        this.expiredUrls = new AtomicInteger(expiredUrls);
    }

    /**
     * Returns where this download is cut off, or empty if it is complete.
     */
    public Optional<Truncation> takeTruncation() {
        return truncations.take(truncation -> true);
    }

    /**
     * Returns true if the next signed URL has expired.
     */
    public boolean takeExpiredUrl() {
        return expiredUrls.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /**
     * @param afterBytes bytes of content that are sent
     * @param count number of times, null for one
     * @param stall how long the download is silent before the connection is closed, by the clock of the machine; null
     *     for not at all
     */
    public record Truncation(long afterBytes, Integer count, String stall) implements Fault {

        public Truncation times(final int count) {
            return new Truncation(afterBytes, count, stall);
        }

        public Truncation stalled(final String duration) {
            return new Truncation(afterBytes, count, duration);
        }
    }
}
