/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small disk that can be filled: a tmpfs in a mount namespace of its own, which a process holds. Programs see it if
 * they are started with {@link #launcher}; this one through {@link #seenFromHere}.
 */
final class ChaosDisk implements AutoCloseable {
    private static final int BLOCK = 1 << 16;

    private final Process holder;
    private final Path directory;

    private ChaosDisk(final Process holder, final Path directory) {
        this.holder = holder;
        this.directory = directory;
    }

    /**
     * Mounts a disk on an existing directory; empty where mount namespaces are not possible.
     */
    static Optional<ChaosDisk> mount(final Path directory, final int megabytes) {
        final String script = "mount -t tmpfs -o size=%dm none \"$0\" && echo mounted && exec cat".formatted(megabytes);
        try {
            final Process holder = new ProcessBuilder("unshare", "-m", "sh", "-c", script, directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if ("mounted".equals(holder.inputReader().readLine())) {
                return Optional.of(new ChaosDisk(holder, directory));
            }
            holder.destroyForcibly();
        } catch (final IOException e) {
            // there is no unshare
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Returns the command before one that sees the disk, and runs in a directory. */
    List<String> launcher(final Path workingDirectory) {
        final String script = "cd \"$0\" && exec \"$@\"";
        return List.of(
                "nsenter",
                "-t",
                Long.toString(holder.pid()),
                "-m",
                "--",
                "sh",
                "-c",
                script,
                workingDirectory.toString());
    }

    /** Returns the path under which this process finds a path of the disk. */
    Path seenFromHere(final Path path) {
        return Path.of("/proc", Long.toString(holder.pid()), "root")
                .resolve(Path.of("/").relativize(path));
    }

    /** Fills the disk to the last byte. */
    void fill() {
        try (OutputStream file = Files.newOutputStream(filler())) {
            final byte[] block = new byte[BLOCK];
            while (true) {
                file.write(block);
            }
        } catch (final IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Frees what {@link #fill} has taken. */
    void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        holder.destroy();
        try {
            holder.waitFor(10, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path filler() {
        return seenFromHere(directory).resolve("filler");
    }
}
