/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Content that may be JSON lines, which NiFi's writer ends without a line feed. Passes all bytes on, and remembers the
 * first and the last.
 */
final class JsonLinesStream extends FilterOutputStream {
    private static final int NONE = -1;

    private int first = NONE;
    private int last = NONE;

    JsonLinesStream(final OutputStream content) {
        super(content);
    }

    @Override
    public void write(final int value) throws IOException {
        out.write(value);
        observe(value & 0xFF, value & 0xFF);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException {
        out.write(bytes, offset, length);
        if (length > 0) {
            observe(Byte.toUnsignedInt(bytes[offset]), Byte.toUnsignedInt(bytes[offset + length - 1]));
        }
    }

    private void observe(final int start, final int end) {
        if (first == NONE) {
            first = start;
        }
        last = end;
    }

    /**
     * Ends the last line, unless the content is empty or an array.
     */
    void endLine() throws IOException {
        if (first == '{' && last == '}') {
            write('\n');
        }
    }
}
