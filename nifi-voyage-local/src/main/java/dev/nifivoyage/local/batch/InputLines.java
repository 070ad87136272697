/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Reads the lines of an input file one after the other, of which it holds one at a time.
 */
final class InputLines {

    private final FileChannel channel;
    private final byte[] buffer = new byte[1 << 18];
    private byte[] line = new byte[1 << 14];
    private int lineLength;
    private long lineOffset;
    private int position;
    private int limit;
    private long consumed;

    InputLines(final FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Advances to the next line.
     *
     * @return false at the end of the file
     */
    boolean next() throws IOException {
        lineLength = 0;
        lineOffset = consumed;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(end - position);
            if (end < limit) {
                consumed += end + 1L - position;
                position = end + 1;
                return true;
            }
            consumed += end - position;
            position = end;
        }
        return any;
    }

    byte[] bytes() {
        return line;
    }

    int length() {
        return lineLength;
    }

    long offset() {
        return lineOffset;
    }

    boolean isBlank() {
        for (int i = 0; i < lineLength; i++) {
            if (line[i] != ' ' && line[i] != '\r' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private void append(final int length) {
        if (lineLength + length > line.length) {
            line = Arrays.copyOf(line, Math.max(lineLength + length, line.length * 2));
        }
        System.arraycopy(buffer, position, line, lineLength, length);
        lineLength += length;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, channel.read(ByteBuffer.wrap(buffer), consumed));
        return limit > 0;
    }
}
