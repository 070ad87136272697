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
 * Remembers roughly as many keys as fit into memory, and tells which come again soon. Only those are worth a place in memory: when more vectors are read
 * from the disk than fit, putting each into memory halves the speed and finds nothing there next time.
 *
 * <p>Threads may overwrite each other's notes; then a vector is read from the disk once more.</p>
 */
final class AdmissionFilter {
    private static final int BYTES_PER_VECTOR = 4096;
    private static final int LEAST_SLOTS = 1024;
    private static final int MOST_SLOTS = 1 << 20;

    private final int[] lastKeys;

    /**
     * Remembers the keys of this much memory.
     */
    AdmissionFilter(final long memoryBytes) {
        final long slots = Math.clamp(memoryBytes / BYTES_PER_VECTOR, LEAST_SLOTS, MOST_SLOTS);
        lastKeys = new int[Integer.highestOneBit((int) slots)];
    }

    /**
     * Notes the key.
     *
     * @return whether it was noted before and not many others since
     */
    boolean seenAgain(final RequestKey key) {
        final int slot = (int) key.part(0) & lastKeys.length - 1;
        final int mark = (int) key.part(1);
        final boolean again = lastKeys[slot] == mark;
        lastKeys[slot] = mark;
        return again;
    }
}
