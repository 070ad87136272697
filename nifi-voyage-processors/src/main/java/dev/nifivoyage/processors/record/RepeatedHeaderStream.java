/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Repeats the first line at the end of the content during the first reading, in which a reader infers the schema. The
 * header of a CSV file then makes each column a choice of types that includes string, so the reader returns original
 * texts; otherwise it would convert 007 to 7. Content with one line is unchanged.
 */
final class RepeatedHeaderStream extends FilterInputStream {
    private static final int LONGEST_HEADER = 1 << 16;

    private final byte[] header = new byte[LONGEST_HEADER];
    private int headerLength;
    private boolean headerComplete;
    private boolean inferred;
    private int repeated;
    private boolean endsWithLine;

    RepeatedHeaderStream(final InputStream content) {
        super(content);
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        final int read = super.read(buffer, offset, length);
        if (inferred) {
            return read;
        }
        if (read > 0) {
            keepHeader(buffer, offset, read);
            endsWithLine = buffer[offset + read - 1] == '\n';
            return read;
        }

        return read < 0 && headerComplete && length > 0 ? repeat(buffer, offset, length) : read;
    }

    private void keepHeader(final byte[] buffer, final int offset, final int length) {
        for (int i = offset; !headerComplete && i < offset + length && headerLength < header.length; i++) {
            header[headerLength++] = buffer[i];
            headerComplete = buffer[i] == '\n';
        }
    }

    private int repeat(final byte[] buffer, final int offset, final int length) {
        final byte[] line = Arrays.copyOf(header, headerLength);
        if (!endsWithLine && repeated == 0) {
            endsWithLine = true;
            buffer[offset] = '\n';
            return 1;
        }
        if (repeated == line.length) {
            return -1;
        }

        final int copied = Math.min(length, line.length - repeated);
        System.arraycopy(line, repeated, buffer, offset, copied);
        repeated += copied;
        return copied;
    }

    @Override
    public long skip(final long count) throws IOException {
        final byte[] skipped = new byte[(int) Math.min(count, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        // a reset without a read is not an inference
        inferred |= headerLength > 0;
    }
}
