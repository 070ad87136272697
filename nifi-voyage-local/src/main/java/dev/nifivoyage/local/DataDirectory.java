/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The directory of files, batches, and ledger: a specified one, which is kept, or a temporary one, which is deleted on
 * close.
 */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final boolean temporary;

    private DataDirectory(final Path path, final boolean temporary) throws IOException {
        this.path = path;
        this.temporary = temporary;
        Files.createDirectories(files());
        Files.createDirectories(batches());
    }

    /**
     * @param named null for a temporary one
     */
    static DataDirectory open(final Path named) throws IOException {
        return named == null
                ? new DataDirectory(Files.createTempDirectory("voyage-local-"), true)
                : new DataDirectory(Files.createDirectories(named), false);
    }

    Path path() {
        return path;
    }

    Path files() {
        return path.resolve("files");
    }

    Path batches() {
        return path.resolve("batches");
    }

    Path ledger() {
        return path.resolve("ledger.jsonl");
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                        throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(final Path directory, final IOException failure)
                        throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
