/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Downloads that are cut off after a number of bytes, and signed URLs that have already expired when they are returned.
 */
public final class DownloadFaults {

    private final Countdown<Truncation> truncations;
    private final AtomicInteger expiredUrls;

    DownloadFaults(final List<Truncation> truncations, final int expiredUrls) {
        this.truncations = new Countdown<>(truncations.stream()
                .map(truncation -> Countdown.counted(truncation, truncation.count()))
                .toList());
        this.expiredUrls = new AtomicInteger(expiredUrls);
    }

    /**
     * Returns the number of bytes after which this download is cut off, or empty if it is complete.
     */
    public OptionalLong takeTruncation() {
        return truncations
                .take(truncation -> true)
                .map(truncation -> OptionalLong.of(truncation.afterBytes()))
                .orElse(OptionalLong.empty());
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
     */
    public record Truncation(long afterBytes, Integer count) implements Fault {

        public Truncation times(final int count) {
            return new Truncation(afterBytes, count);
        }
    }
}
