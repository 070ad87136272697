/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Fails instead of reading a response without end, after decompression.
 */
final class LimitedStream extends FilterInputStream {
    private final long limit;
    private long position;

    /**
     * @param limit number of bytes after which reading fails
     */
    LimitedStream(final InputStream stream, final long limit) {
        super(stream);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        final int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        final int read = super.read(bytes, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(final long length) throws IOException {
        final long skipped = super.skip(length);
        count(skipped);
        return skipped;
    }

    private void count(final long bytes) throws IOException {
        position += bytes;
        if (position > limit) {
            throw tooLong(limit);
        }
    }

    static IOException tooLong(final long limit) {
        return new IOException("the response has more than %d MB, which is not valid".formatted(limit >> 20));
    }
}
