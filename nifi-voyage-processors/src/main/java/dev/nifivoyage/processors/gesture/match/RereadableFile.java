/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * A file input stream with a mark that never expires, for readers that infer the schema.
 */
final class RereadableFile extends FilterInputStream {
    private final FileChannel channel;
    private long marked;

    RereadableFile(final File file) throws IOException {
        this(FileChannel.open(file.toPath(), StandardOpenOption.READ));
    }

    private RereadableFile(final FileChannel channel) {
        super(Channels.newInputStream(channel));
        this.channel = channel;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(final int readLimit) {
        try {
            marked = channel.position();
        } catch (final IOException e) {
            // the next read fails for the same reason
            marked = -1;
        }
    }

    @Override
    public synchronized void reset() throws IOException {
        if (marked < 0) {
            throw new IOException("The file could not be marked");
        }

        channel.position(marked);
    }
}
