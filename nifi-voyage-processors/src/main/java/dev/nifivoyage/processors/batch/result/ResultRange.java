/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import java.util.ArrayList;
import java.util.List;

/**
 * Results that are next to each other in the temporary file, so that they are read at once.
 */
final class ResultRange {
    /** Maximum number of bytes of more than one result. */
    static final int MAXIMUM_BYTES = 1 << 17;

    /** Between the vectors of two lines are the end of the first line and the start of the second. */
    private static final int MAXIMUM_GAP = 1 << 9;

    private final List<Integer> indexes = new ArrayList<>();
    private long position;
    private int length;

    /**
     * Adds a result that is next to those before.
     *
     * @param index index in the store
     * @return whether it was added
     */
    boolean add(final int index, final long resultPosition, final int resultLength) {
        if (indexes.isEmpty()) {
            position = resultPosition;
        }
        final long gap = resultPosition - (position + length);
        final long newLength = length + gap + resultLength;
        if (!indexes.isEmpty() && (gap < 0 || gap > MAXIMUM_GAP || newLength > MAXIMUM_BYTES)) {
            return false;
        }

        indexes.add(index);
        length = (int) newLength;
        return true;
    }

    List<Integer> indexes() {
        return indexes;
    }

    /** Returns the position of the first result in the temporary file. */
    long position() {
        return position;
    }

    /** Returns the number of bytes from the first result to the last. */
    int length() {
        return length;
    }
}
