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
 * A copy of some lines of a result file, so that another thread can decode them.
 */
final class LineBlock {
    /** Maximum number of bytes. */
    static final int CAPACITY = 1 << 18;

    private final byte[] bytes = new byte[CAPACITY];
    private final List<Line> lines = new ArrayList<>();
    private int size;

    /**
     * A line of the block.
     *
     * @param offset position in the block
     * @param position position in the temporary file
     */
    record Line(int offset, int length, long position) {}

    boolean hasRoom(final int length) {
        return size + length <= CAPACITY;
    }

    void clear() {
        lines.clear();
        size = 0;
    }

    /**
     * Copies a line, for which there must be room.
     *
     * @param position position in the temporary file
     */
    void add(final byte[] source, final int offset, final int length, final long position) {
        System.arraycopy(source, offset, bytes, size, length);
        lines.add(new Line(size, length, position));
        size += length;
    }

    byte[] bytes() {
        return bytes;
    }

    List<Line> lines() {
        return lines;
    }
}
