/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.google.gson.Gson;
import org.apache.commons.pool2.ObjectPool;
import org.apache.nifi.controller.ControllerService;
import org.json.JSONObject;
import redis.clients.authentication.core.Token;
import redis.clients.jedis.RedisClient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * A NAR with {@link JedisMapCacheClient} and its libraries, written by a test for its own NiFi.
 */
final class RedisNar {
    private static final String BUNDLED = "META-INF/bundled-dependencies/";
    private static final String CLASS = JedisMapCacheClient.class.getName();
    private static final List<Class<?>> LIBRARIES =
            List.of(RedisClient.class, ObjectPool.class, JSONObject.class, Gson.class, Token.class);

    private RedisNar() {}

    static Path write(final Path directory) throws IOException {
        final Manifest manifest = new Manifest();
        Map.of(
                        "Manifest-Version", "1.0",
                        "Nar-Group", "dev.nifivoyage",
                        "Nar-Id", "redis-test-nar",
                        "Nar-Version", "1.0.0",
                        "Nar-Dependency-Group", "org.apache.nifi",
                        "Nar-Dependency-Id", "nifi-standard-services-api-nar",
                        "Nar-Dependency-Version",
                                NarFile.named("nifi-voyage-nar").manifest("Nar-Dependency-Version"))
                .forEach((name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        manifest.write(lines);
        final Path nar = directory.resolve("redis-test-nar-1.0.0.nar");
        try (OutputStream file = Files.newOutputStream(nar);
                JarOutputStream entries = new JarOutputStream(file)) {
            // NiFi creates only the directories that have an entry
            put(entries, "META-INF/", new byte[0]);
            put(entries, "META-INF/MANIFEST.MF", lines.toByteArray());
            put(entries, BUNDLED, new byte[0]);
            put(entries, BUNDLED + "redis-test-1.0.0.jar", jar());
            for (final Class<?> library : LIBRARIES) {
                final Path path = library(library);
                put(entries, BUNDLED + path.getFileName(), Files.readAllBytes(path));
            }
        }
        return nar;
    }

    private static byte[] jar() throws IOException {
        final ByteArrayOutputStream jar = new ByteArrayOutputStream();
        final String path = CLASS.replace('.', '/') + ".class";
        try (JarOutputStream entries = new JarOutputStream(jar);
                InputStream content = RedisNar.class.getClassLoader().getResourceAsStream(path)) {
            put(entries, path, content.readAllBytes());
            put(
                    entries,
                    "META-INF/services/" + ControllerService.class.getName(),
                    CLASS.getBytes(StandardCharsets.UTF_8));
        }
        return jar.toByteArray();
    }

    private static void put(final JarOutputStream entries, final String name, final byte[] content) throws IOException {
        entries.putNextEntry(new ZipEntry(name));
        entries.write(content);
        entries.closeEntry();
    }

    private static Path library(final Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (final URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
