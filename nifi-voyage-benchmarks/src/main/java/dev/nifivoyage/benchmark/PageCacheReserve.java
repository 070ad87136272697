/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Occupies the free memory with the page cache, and frees it again piece by piece as other processes use memory. A
 * virtual machine gives memory that is free for some seconds back to its host, and its kernel waits for the host as
 * part of the write that uses this memory again: writing 13 KB takes 20 to 30 µs of processor time then, instead of 3.
 * Does not occupy memory that is freed later, because the kernel would have to compact it.
 */
final class PageCacheReserve implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 26;
    private static final long OCCUPIED_TO_BYTES = 4L * PIECE_BYTES;
    private static final long LENT_TO_BYTES = 8L * PIECE_BYTES;
    /** Times the free memory, because the kernel frees some of what it has read. */
    private static final int MAXIMUM_TIMES = 2;

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int INTERVAL_MILLIS = 20;
    private static final Path MEMORY = Path.of("/proc/meminfo");
    /** The size of free blocks from which on the kernel of a virtual machine gives them back. */
    private static final Path REPORTED_ORDER = Path.of("/sys/module/page_reporting/parameters/page_reporting_order");

    private static final int NEVER_REPORTED_ORDER = 11;
    private static final String FREE = "MemFree:";

    private final Path directory;
    private final Queue<Path> pieces = new ArrayDeque<>();
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("Page cache reserve").daemon().factory());
    private volatile IOException failure;

    private PageCacheReserve(final Path directory) {
        this.directory = directory;
    }

    /**
     * Occupies the free memory, unless the kernel keeps it. Without {@code /proc}, there is nothing in the reserve.
     *
     * @param directory of files that take no disk space
     */
    static PageCacheReserve create(final Path directory) throws IOException {
        return givesMemoryBack() ? full(directory) : new PageCacheReserve(directory);
    }

    /**
     * Uses all memory once, if the kernel keeps what it gets from a host.
     *
     * @param directory of files that take no disk space
     */
    static void touch(final Path directory) throws IOException {
        if (Files.exists(REPORTED_ORDER) && !givesMemoryBack()) {
            full(directory).close();
        }
    }

    private static boolean givesMemoryBack() throws IOException {
        if (!Files.exists(REPORTED_ORDER)) {
            return false;
        }

        // negative without a host
        final int order = Integer.parseInt(Files.readString(REPORTED_ORDER).strip());
        return order >= 0 && order < NEVER_REPORTED_ORDER;
    }

    private static PageCacheReserve full(final Path directory) throws IOException {
        final PageCacheReserve reserve = new PageCacheReserve(directory);
        final long maximum = Files.exists(MEMORY) ? MAXIMUM_TIMES * freeBytes() / PIECE_BYTES : 0;
        while (reserve.pieces.size() < maximum && freeBytes() > OCCUPIED_TO_BYTES) {
            reserve.occupy();
        }
        return reserve;
    }

    /**
     * Starts to free memory as others use it.
     */
    void lend() {
        if (!pieces.isEmpty()) {
            watcher.scheduleWithFixedDelay(this::watch, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void watch() {
        try {
            while (!pieces.isEmpty() && freeBytes() < LENT_TO_BYTES) {
                Files.delete(pieces.peek());
                pieces.remove();
            }
        } catch (final IOException e) {
            failure = e;
            watcher.shutdown();
        }
    }

    // reading a file without content occupies memory, but no disk
    private void occupy() throws IOException {
        final Path piece = Files.createTempFile(directory, "page-cache-", ".tmp");
        pieces.add(piece);
        try (RandomAccessFile file = new RandomAccessFile(piece.toFile(), "rw");
                FileChannel channel = file.getChannel()) {
            file.setLength(PIECE_BYTES);
            for (long read = 0; read < PIECE_BYTES; ) {
                read += channel.read(block.clear());
            }
        }
    }

    private static long freeBytes() throws IOException {
        return Files.readAllLines(MEMORY).stream()
                .filter(line -> line.startsWith(FREE))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IOException(MEMORY + " has no " + FREE));
    }

    /**
     * Frees the remaining memory.
     *
     * @throws IOException also if the reserve failed in the meantime
     */
    @Override
    public void close() throws IOException {
        watcher.close();
        for (final Path piece : pieces) {
            Files.delete(piece);
        }
        if (failure != null) {
            throw failure;
        }
    }
}
