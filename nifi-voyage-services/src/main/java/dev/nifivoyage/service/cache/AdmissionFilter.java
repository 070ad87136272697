/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;

/**
 * Admission filter of the memory tier: a direct-mapped table with about as many hashes as vectors fit into memory,
 * which admits a key when it is seen again soon. Without it, a scan of more vectors than fit into memory would evict
 * all of them before they are used again, at half the speed. Compare the admission policy of TinyLFU (Einziger,
 * Friedman, Manes: TinyLFU: A Highly Efficient Cache Admission Policy, 2017).
 *
 * <p>Threads may overwrite each other's entries; a vector is then read from the disk once more.
 */
final class AdmissionFilter {
    private static final int BYTES_PER_VECTOR = 4096;
    private static final int LEAST_SLOTS = 1024;
    private static final int MOST_SLOTS = 1 << 20;

    private final int[] lastKeys;

    /**
     * @param memoryBytes size of the memory tier
     */
    AdmissionFilter(final long memoryBytes) {
        final long slots = Math.clamp(memoryBytes / BYTES_PER_VECTOR, LEAST_SLOTS, MOST_SLOTS);
        lastKeys = new int[Integer.highestOneBit((int) slots)];
    }

    /**
     * Records the key.
     *
     * @return true if the key is still recorded from an earlier call
     */
    boolean seenAgain(final RequestKey key) {
        final int slot = (int) key.part(0) & lastKeys.length - 1;
        final int mark = (int) key.part(1);
        final boolean again = lastKeys[slot] == mark;
        lastKeys[slot] = mark;
        return again;
    }
}
