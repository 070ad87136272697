/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Reads a file, and reads it again after a reset, however far the mark is back: NiFi's content streams do so, and its
 * readers rely on it.
 */
final class FileContentStream extends InputStream {
    private static final int BUFFER = 1 << 16;

    private final FileChannel file;
    private InputStream buffered;
    private long position;
    private long mark;

    FileContentStream(final Path path) throws IOException {
        file = FileChannel.open(path);
        buffered = new BufferedInputStream(Channels.newInputStream(file), BUFFER);
    }

    @Override
    public int read() throws IOException {
        final int value = buffered.read();
        position += value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        final int count = buffered.read(bytes, offset, length);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void mark(final int limit) {
        mark = position;
    }

    @Override
    public void reset() throws IOException {
        file.position(mark);
        position = mark;
        buffered = new BufferedInputStream(Channels.newInputStream(file), BUFFER);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
