/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * A directory with its content.
 */
public final class DirectoryTree {

    private DirectoryTree() {}

    /** Deletes a directory that may be missing. */
    public static void deleteIfExists(final Path directory) {
        if (Files.exists(directory)) {
            delete(directory);
        }
    }

    /** Visits the files below a directory; those that vanish in the meantime are left out. */
    public static void forEachFile(final Path directory, final BiConsumer<Path, BasicFileAttributes> visitor) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
                    visitor.accept(file, attributes);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
                    return e instanceof NoSuchFileException ? FileVisitResult.CONTINUE : super.visitFileFailed(file, e);
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException("%s could not be read".formatted(directory), e);
        }
    }

    public static void delete(final Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            // children before their parents
            final List<Path> deepestFirst =
                    paths.sorted(Comparator.reverseOrder()).toList();
            for (final Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("%s could not be deleted".formatted(directory), e);
        }
    }
}
