/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values of the properties of the service.
 *
 * @param offHeapBytes memory of the off-heap tier
 * @param heapEntries number of vectors also kept decoded on the heap
 * @param directory of the durable tier, or null
 * @param maximumBytes of the durable tier
 * @param timeToLive of vectors, or null if they do not expire
 * @param syncWrites true to synchronize each batch to the disk
 * @param damageStrategy handling of a damaged directory
 */
record CacheSettings(
        long offHeapBytes,
        int heapEntries,
        Path directory,
        long maximumBytes,
        Duration timeToLive,
        boolean syncWrites,
        DamageStrategy damageStrategy) {

    /**
     * Returns the problem if there is too little memory.
     *
     * @param available bytes off the heap
     */
    Optional<String> memoryProblem(final long available) {
        if (offHeapBytes <= available) {
            return Optional.empty();
        }

        return Optional.of(("Off-Heap Size is %,d bytes, but of the JVM's direct memory (%,d bytes) only %,d are free: "
                        + "reduce it, or increase -XX:MaxDirectMemorySize in bootstrap.conf of NiFi")
                .formatted(offHeapBytes, DirectMemory.limit(), available));
    }

    /**
     * Returns the problem if another service has opened the directory with other settings. Not compared are those that
     * each service applies by itself.
     *
     * @param first service that opened the directory
     */
    Optional<String> sharingProblem(final CacheOwner first) {
        final CacheSettings applied = first.settings();
        final List<String> differences = new ArrayList<>();
        compare("Off-Heap Size", bytes(offHeapBytes), bytes(applied.offHeapBytes), differences);
        compare("Heap Entries", "%,d".formatted(heapEntries), "%,d".formatted(applied.heapEntries), differences);
        compare("Maximum Size on Disk", bytes(maximumBytes), bytes(applied.maximumBytes), differences);
        compare(
                "Damage Strategy",
                damageStrategy.getDisplayName(),
                applied.damageStrategy.getDisplayName(),
                differences);
        compare("Time to Live", lifetime(timeToLive), lifetime(applied.timeToLive), differences);
        if (differences.isEmpty()) {
            return Optional.empty();
        }

        return Optional.of(("%s is shared with the service %s, whose settings apply to both: %s. "
                        + "Use equal settings, or another directory; changes apply after all services with this directory have been disabled")
                .formatted(directory, first.service(), String.join(", ", differences)));
    }

    private static void compare(
            final String setting, final String own, final String applied, final List<String> differences) {
        if (!own.equals(applied)) {
            differences.add("%s %s instead of %s".formatted(setting, applied, own));
        }
    }

    private static String bytes(final long bytes) {
        return "%,d bytes".formatted(bytes);
    }

    private static String lifetime(final Duration timeToLive) {
        return timeToLive == null ? "unlimited" : "%,d seconds".formatted(timeToLive.toSeconds());
    }
}
