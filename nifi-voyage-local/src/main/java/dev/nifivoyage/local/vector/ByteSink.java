/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes, reused for the lines of an output file without garbage. Not thread-safe.
 */
public final class ByteSink {

    private byte[] bytes;
    private int size;

    public ByteSink(final int initialCapacity) {
        bytes = new byte[Math.max(16, initialCapacity)];
    }

    public void write(final int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    public void write(final byte[] source) {
        write(source, 0, source.length);
    }

    public void write(final byte[] source, final int offset, final int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /**
     * Writes the UTF-8 bytes of a text, without escaping.
     */
    public void write(final String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    public int size() {
        return size;
    }

    /**
     * Removes the content and keeps the capacity.
     */
    public void clear() {
        size = 0;
    }

    public void writeTo(final OutputStream target) throws IOException {
        target.write(bytes, 0, size);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /**
     * Returns the content, decoded as UTF-8.
     */
    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    /**
     * Returns the array with room for a number of further bytes, to be filled from {@link #size()} on and confirmed
     * with {@link #advanceTo(int)}.
     */
    byte[] reserve(final int more) {
        final long needed = (long) size + more;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("One line of output would be longer than 2 GB (" + needed
                    + " bytes); ask for fewer vectors in one request");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, bytes.length * 2L)));
        }
        return bytes;
    }

    void advanceTo(final int newSize) {
        size = newSize;
    }
}
