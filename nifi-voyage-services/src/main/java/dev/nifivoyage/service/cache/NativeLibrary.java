/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native library of RocksDB, unpacked into a new directory of {@code java.io.tmpdir} for each class loader: a JVM
 * loads a file only once, and NiFi can run two versions of this bundle.
 */
final class NativeLibrary {

    private NativeLibrary() {}

    static synchronized void load() throws IOException {
        final Platform platform = Platform.current();
        final Optional<String> problem = platform.problem();
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }

        try {
            final File directory =
                    Files.createTempDirectory("nifi-voyage-rocksdb-").toFile();
            // files are deleted in the reverse order, that of the loader before its directory
            directory.deleteOnExit();
            try {
                NativeLibraryLoader.getInstance().loadLibrary(directory.getPath());
            } catch (final IOException | LinkageError | RuntimeException e) {
                try {
                    deleteUnpacked(directory.toPath());
                } catch (final IOException notDeleted) {
                    e.addSuppressed(notDeleted);
                }
                throw e;
            }
            deleteUnpacked(directory.toPath());
            RocksDB.loadLibrary();
        } catch (final IOException | LinkageError | RuntimeException e) {
            throw new IOException(
                    ("Failed to load the native library of RocksDB for %s: the temporary directory %s requires 20 MB of free space, and must allow execution (%s). "
                                    + "Without Cache Directory no such library is loaded: %s")
                            .formatted(
                                    platform,
                                    System.getProperty("java.io.tmpdir"),
                                    e.getMessage(),
                                    Platform.MEMORY_ONLY),
                    e);
        }
    }

    /**
     * A killed JVM, and each failed attempt, would leave 17 MB behind; POSIX systems keep a deleted file for as long as
     * it is in use.
     */
    private static void deleteUnpacked(final Path directory) throws IOException {
        if (File.separatorChar != '/') {
            // Windows does not delete a file that is in use
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (final Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
