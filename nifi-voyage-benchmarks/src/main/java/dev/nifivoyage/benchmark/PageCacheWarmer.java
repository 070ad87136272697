/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes the kernel of a virtual machine use memory that it has given back to its host. The host provides such memory
 * again when it is used for the first time, and the kernel waits for this as part of a write to the page cache: writing
 * 13 KB may then take 25 µs of processor time instead of 3.
 */
final class PageCacheWarmer {
    private static final int BLOCK = 1 << 20;

    private PageCacheWarmer() {}

    /**
     * Writes a file and deletes it, so that files of as many bytes can be written to memory that the kernel has.
     */
    static void warm(final Path directory, final long bytes) throws IOException {
        final Path file = Files.createTempFile(directory, "page-cache-", ".tmp");
        final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            for (long written = 0; written < bytes; ) {
                written += channel.write(block.clear());
            }
        }
    }
}
