/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps byte sequences on disk between reading the result files and reading the rows. Sequences are written one after another and then read in any order.
 * The file is gone when this is closed.
 */
final class SpillFile implements Closeable {
    private static final int WRITE_BUFFER = 1 << 18;

    private final FileChannel channel;
    private final ByteBuffer pending = ByteBuffer.allocateDirect(WRITE_BUFFER);
    private long written;

    SpillFile(final Path directory) throws IOException {
        final Path path = Files.createTempFile(directory, "nifi-voyage-", ".spill");
        channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /**
     * Adds bytes.
     *
     * @return their position
     */
    long append(final byte[] bytes) throws IOException {
        final long position = written + pending.position();
        int offset = 0;
        while (offset < bytes.length) {
            if (!pending.hasRemaining()) {
                flush();
            }
            final int count = Math.min(pending.remaining(), bytes.length - offset);
            pending.put(bytes, offset, count);
            offset += count;
        }

        return position;
    }

    /**
     * Writes out what {@link #append} holds back; to be called before {@link #read}.
     */
    void flush() throws IOException {
        pending.flip();
        while (pending.hasRemaining()) {
            written += channel.write(pending);
        }
        pending.clear();
    }

    byte[] read(final long position, final int length) throws IOException {
        final byte[] bytes = new byte[length];
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("The spill file ends before position %d".formatted(position + length));
            }
        }

        return bytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
