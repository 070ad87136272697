/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.job;

import dev.nifivoyage.service.api.embedding.RequestKey;

/**
 * Assigns consecutive indexes to keys in insertion order: a hash table with open addressing and linear probing.
 * Takes about 45 bytes of heap per key, 4.5 MB for the largest job that Voyage accepts.
 */
public final class KeyTable {
    /** Returned for a key that is absent, or that is present when it is added. */
    public static final int ABSENT = -1;

    private static final int LONGS = RequestKey.BYTES / Long.BYTES;
    private static final int INITIAL_SLOTS = 1024;

    /** The keys by index, four longs each. */
    private final LongPages keys = new LongPages();
    /** Index plus one, 0 for a free slot; never more than half full. */
    private int[] slots = new int[INITIAL_SLOTS];

    private int size;

    public int size() {
        return size;
    }

    /**
     * Returns the index of a key, or {@value #ABSENT}.
     */
    public int indexOf(final RequestKey key) {
        return slots[slotOf(key)] - 1;
    }

    /**
     * Adds a key.
     *
     * @return its new index, or {@value #ABSENT} if it was present
     */
    public int add(final RequestKey key) {
        final int slot = slotOf(key);
        if (slots[slot] != 0) {
            return ABSENT;
        }

        for (int i = 0; i < LONGS; i++) {
            keys.set(size * LONGS + i, key.part(i));
        }
        slots[slot] = ++size;
        if (size * 2 > slots.length) {
            grow();
        }

        return size - 1;
    }

    private int slotOf(final RequestKey key) {
        int slot = firstSlot(key.part(0));
        while (slots[slot] != 0 && !isAt(slots[slot] - 1, key)) {
            slot = (slot + 1) & (slots.length - 1);
        }

        return slot;
    }

    private boolean isAt(final int index, final RequestKey key) {
        for (int i = 0; i < LONGS; i++) {
            if (keys.get(index * LONGS + i) != key.part(i)) {
                return false;
            }
        }

        return true;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        for (int index = 0; index < size; index++) {
            int slot = firstSlot(keys.get(index * LONGS));
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = index + 1;
        }
    }

    // a key is already a hash
    private int firstSlot(final long firstLong) {
        return (int) firstLong & (slots.length - 1);
    }
}
