/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines without copying them. The line stands in {@link #buffer()} from {@link #offset()} with {@link #length()} bytes until the next call.
 */
final class LineReader {
    /** A line with one vector has at most some 45 KB; whatever is longer than this is not such a line. */
    static final int MAXIMUM_LINE_LENGTH = 64 << 20;

    private static final int INITIAL_CAPACITY = 1 << 18;

    private final InputStream input;
    private byte[] buffer = new byte[INITIAL_CAPACITY];
    private int next;
    private int limit;
    private int offset;
    private int length;

    LineReader(final InputStream input) {
        this.input = input;
    }

    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /**
     * Goes to the next line that is not blank.
     *
     * @return false at the end of the stream
     * @throws IOException when the stream fails, or holds a line longer than {@value #MAXIMUM_LINE_LENGTH} bytes
     */
    boolean nextLine() throws IOException {
        while (readLine()) {
            if (!isBlank()) {
                return true;
            }
        }

        return false;
    }

    private boolean readLine() throws IOException {
        int scanned = next;
        while (true) {
            for (int i = scanned; i < limit; i++) {
                if (buffer[i] == '\n') {
                    offset = next;
                    length = i - next;
                    next = i + 1;
                    return true;
                }
            }

            scanned = limit;
            final int moved = next;
            if (!fill()) {
                offset = next;
                length = limit - next;
                next = limit;
                return length > 0;
            }
            // filling may have moved the line to the start of the buffer
            scanned -= moved - next;
        }
    }

    private boolean fill() throws IOException {
        if (limit == buffer.length) {
            if (next > 0) {
                System.arraycopy(buffer, next, buffer, 0, limit - next);
                limit -= next;
                next = 0;
            } else if (buffer.length >= MAXIMUM_LINE_LENGTH) {
                throw new IOException("A line of the result file is longer than %d bytes".formatted(MAXIMUM_LINE_LENGTH));
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }

        final int read = input.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            return false;
        }

        limit += read;
        return true;
    }

    private boolean isBlank() {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] > ' ' || buffer[i] < 0) {
                return false;
            }
        }

        return true;
    }
}
