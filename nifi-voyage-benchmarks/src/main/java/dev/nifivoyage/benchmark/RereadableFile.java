/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file that can be reset to its start after any number of bytes, as NiFi's content can.
 */
final class RereadableFile extends InputStream {
    private final FileChannel channel;
    private InputStream current;

    RereadableFile(final Path file) throws IOException {
        channel = FileChannel.open(file);
        current = new BufferedInputStream(Channels.newInputStream(channel));
    }

    @Override
    public int read() throws IOException {
        return current.read();
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        return current.read(bytes, offset, length);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void mark(final int limit) {
        // the start of the file is the only place that is ever marked here
    }

    @Override
    public void reset() throws IOException {
        channel.position(0);
        current = new BufferedInputStream(Channels.newInputStream(channel));
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
