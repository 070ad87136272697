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
 * Keeps the result files on disk between reading them and reading the records. They are written one after another, then
 * read in any order. The file is unlinked as soon as it is open, so it disappears with the process
 * even if that is killed (on Windows: when this is closed).
 */
final class SpillFile implements Closeable {
    private static final int WRITE_BUFFER = 1 << 18;

    private final Path directory;
    private final FileChannel channel;
    private final ByteBuffer pending = ByteBuffer.allocateDirect(WRITE_BUFFER);
    private long written;

    SpillFile(final Path directory) throws TemporaryFileException {
        this.directory = directory;
        try {
            // on POSIX systems the JDK unlinks a file with DELETE_ON_CLOSE as soon as it is open
            final Path path = Files.createTempFile(directory, "nifi-voyage-", ".spill");
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (final IOException e) {
            throw new TemporaryFileException("Failed to create a temporary file in %s".formatted(directory), e);
        }
    }

    /**
     * Returns the position of the next {@link #append}.
     */
    long position() {
        return written + pending.position();
    }

    /**
     * Appends the remaining bytes of the buffer.
     */
    void append(final ByteBuffer bytes) throws TemporaryFileException {
        while (bytes.hasRemaining()) {
            if (!pending.hasRemaining()) {
                flush();
            }
            final int count = Math.min(pending.remaining(), bytes.remaining());
            pending.put(pending.position(), bytes, bytes.position(), count);
            pending.position(pending.position() + count);
            bytes.position(bytes.position() + count);
        }
    }

    /**
     * Writes the bytes that {@link #append} has buffered. To be called before {@link #read}.
     */
    void flush() throws TemporaryFileException {
        pending.flip();
        try {
            while (pending.hasRemaining()) {
                written += channel.write(pending);
            }
        } catch (final IOException e) {
            throw new TemporaryFileException(
                    "Failed to write the temporary file in %s after %d bytes".formatted(directory, written), e);
        }
        pending.clear();
    }

    /**
     * Reads bytes from a position. May be called by any thread.
     */
    byte[] read(final long position, final int length) throws TemporaryFileException {
        final ByteBuffer bytes = ByteBuffer.allocate(length);
        read(position, bytes);
        return bytes.array();
    }

    /**
     * Reads bytes from a position until the buffer is full. May be called by any thread.
     */
    void read(final long position, final ByteBuffer bytes) throws TemporaryFileException {
        final int start = bytes.position();
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, position + bytes.position() - start) < 0) {
                    throw new EOFException("Unexpected end of file");
                }
            }
        } catch (final IOException e) {
            throw new TemporaryFileException(
                    "Failed to read the temporary file in %s at %d".formatted(directory, position), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
