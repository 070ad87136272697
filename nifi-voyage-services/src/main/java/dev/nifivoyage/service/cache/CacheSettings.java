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
import java.util.Optional;

/**
 * What the properties of the service stand for.
 *
 * @param offHeapBytes memory of the off-heap tier
 * @param heapEntries vectors kept decoded on the heap too
 * @param directory of the durable tier, or null
 * @param maximumBytes of the durable tier
 * @param timeToLive of vectors, or null for ever
 * @param syncWrites whether each batch waits for the disk
 * @param damageStrategy what to do with a damaged directory
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
     * Why there is too little memory.
     *
     * @param available bytes off the heap
     */
    Optional<String> memoryProblem(final long available) {
        if (offHeapBytes <= available) {
            return Optional.empty();
        }

        return Optional.of(("Off-Heap Size is %,d bytes, but of the JVM's direct memory (%,d bytes) only %,d are free: "
                        + "make it smaller, or set -XX:MaxDirectMemorySize in NiFi's bootstrap.conf")
                .formatted(offHeapBytes, DirectMemory.limit(), available));
    }
}
