/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes blocks of the size of its buffer, except for the last one, and before a flush. If that is a multiple of the
 * size of a page of memory, the kernel takes two thirds of the time that it takes for blocks of any size.
 */
final class FullBlockStream extends BufferedOutputStream {

    FullBlockStream(final OutputStream content, final int blockSize) {
        super(content, blockSize);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException {
        final int end = offset + length;
        int at = offset;
        while (at < end) {
            // what does not fit would be written later than what is in the buffer, which would not be full
            final int room = count == buf.length ? buf.length : buf.length - count;
            final int part = Math.min(room, end - at);
            super.write(bytes, at, part);
            at += part;
        }
    }
}
