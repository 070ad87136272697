/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.job;

import java.util.Arrays;

/**
 * Longs by index, as many as are set. They are in pages of 16 KB, so that growing copies none, and allocates no
 * humongous object: many of these cause the garbage collector to mark the heap.
 */
public final class LongPages {
    private static final int INDEX_BITS = 11;
    private static final int PAGE_SIZE = 1 << INDEX_BITS;

    private long[][] pages = {new long[PAGE_SIZE]};
    private int count = 1;

    /**
     * Returns a long that was set.
     */
    public long get(final int index) {
        return pages[index >> INDEX_BITS][index & PAGE_SIZE - 1];
    }

    /**
     * Sets a long.
     *
     * @param index at most one more than the highest so far
     */
    public void set(final int index, final long value) {
        final int page = index >> INDEX_BITS;
        if (page == count) {
            if (count == pages.length) {
                pages = Arrays.copyOf(pages, 2 * count);
            }
            pages[count++] = new long[PAGE_SIZE];
        }
        pages[page][index & PAGE_SIZE - 1] = value;
    }
}
