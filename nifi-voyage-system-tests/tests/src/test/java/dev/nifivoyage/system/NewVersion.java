/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The NARs of this project under another version, which is all that differs.
 */
final class NewVersion {
    private NewVersion() {}

    /**
     * Copies a NAR with another version in its manifest and its name. The NAR on which it depends keeps its version.
     */
    static Path of(final Path nar, final String version, final Path directory) throws IOException {
        return of(nar, directory, Map.of("Nar-Version", version));
    }

    /**
     * Copies a NAR with another version, which depends on the API NAR of that version.
     */
    static Path withApi(final Path nar, final String version, final Path directory) throws IOException {
        return of(nar, directory, Map.of("Nar-Version", version, "Nar-Dependency-Version", version));
    }

    private static Path of(final Path nar, final Path directory, final Map<String, String> changes) throws IOException {
        final String name = nar.getFileName().toString();
        final Path copy = directory.resolve(name.replaceFirst("-\\d.*", "-" + changes.get("Nar-Version") + ".nar"));
        try (JarFile source = new JarFile(nar.toFile())) {
            final Manifest manifest = source.getManifest();
            final Attributes attributes = manifest.getMainAttributes();
            changes.forEach(attributes::putValue);
            // in the original order, because NiFi does not create a directory before its entry
            try (ZipOutputStream target = new ZipOutputStream(Files.newOutputStream(copy))) {
                // most of it are jars, which are compressed already
                target.setLevel(Deflater.NO_COMPRESSION);
                for (final JarEntry entry : source.stream().toList()) {
                    target.putNextEntry(new ZipEntry(entry.getName()));
                    if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        manifest.write(target);
                    } else {
                        copy(source, entry, target);
                    }
                    target.closeEntry();
                }
            }
        }
        return copy;
    }

    private static void copy(final JarFile source, final JarEntry entry, final OutputStream target) throws IOException {
        try (InputStream content = source.getInputStream(entry)) {
            content.transferTo(target);
        }
    }
}
