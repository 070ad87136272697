/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The directory of a NiFi instance: configuration, repositories, state, and logs. JARs and NARs are not copied from the
 * distribution. Two running instances never share a home.
 *
 * @param directory directory of the instance, absolute
 * @param distribution directory with {@code lib} (NiFi) and {@code voyage-nars} (NARs of this project), absolute;
 *     created by the module {@code nifi-home}
 * @param ports ports of the instance
 */
public record NiFiHome(Path directory, Path distribution, NiFiPorts ports) {

    private static final List<String> CONFIGURATION = List.of(
            "nifi.properties",
            "state-management.xml",
            "authorizers.xml",
            "login-identity-providers.xml",
            "logback.xml");

    /** NiFi requires 12 characters; 32 bytes are as strong as the derived key. */
    private static final int SENSITIVE_KEY_BYTES = 32;

    /**
     * Writes the configuration of a new instance: plain HTTP on the loopback address, its own sensitive properties key,
     * no users.
     *
     * @param directory created if missing; must not contain an instance
     * @param distribution the directory assembled by the module {@code nifi-home}
     * @param ports free ports of the loopback address
     * @throws UncheckedIOException if the distribution is missing, or the directory cannot be written
     */
    public static NiFiHome create(final Path directory, final Path distribution, final NiFiPorts ports) {
        return create(directory, distribution, ports, Map.of("nifi.sensitive.props.key", randomKey()));
    }

    /**
     * Writes the configuration with further {@code nifi.properties}, including the sensitive properties key, which is
     * shared by the nodes of a cluster.
     *
     * @param properties properties by name; must include {@code nifi.sensitive.props.key}
     */
    static NiFiHome create(
            final Path directory,
            final Path distribution,
            final NiFiPorts ports,
            final Map<String, String> properties) {
        final NiFiHome home = new NiFiHome(
                directory.toAbsolutePath().normalize(),
                distribution.toAbsolutePath().normalize(),
                ports);
        if (!Files.isDirectory(home.library())) {
            throw new IllegalArgumentException(
                    "No NiFi in " + home.distribution() + ": build the module nifi-home first");
        }
        if (Files.exists(home.configuration())) {
            throw new IllegalArgumentException(
                    home.directory() + " already holds a NiFi instance: take an empty directory");
        }
        final Map<String, String> values = Map.of(
                "library.directory", home.library().toString(),
                "voyage.nars.directory", home.voyageNars().toString(),
                "http.host", ports.host(),
                "http.port", Integer.toString(ports.http()),
                "zookeeper", properties.getOrDefault("nifi.zookeeper.connect.string", ""));
        try {
            Files.createDirectories(home.configuration());
            Files.createDirectories(home.logs());
            Files.createDirectories(home.directory().resolve("extensions"));
            for (final String name : CONFIGURATION) {
                Files.writeString(home.configuration().resolve(name), filled(text(name), values));
            }
            final List<String> lines = properties.entrySet().stream()
                    .map(property -> property.getKey() + "=" + property.getValue())
                    .sorted()
                    .toList();
            Files.write(home.configuration().resolve("nifi.properties"), lines, StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new UncheckedIOException("Cannot write the NiFi instance " + home.directory(), e);
        }
        return home;
    }

    /**
     * Returns an instance that was created earlier, on the same port, or a new one.
     *
     * @param port port of the REST API and the web UI of a new instance
     * @throws UncheckedIOException if the directory cannot be read or written
     */
    public static NiFiHome openOrCreate(final Path directory, final Path distribution, final int port) {
        final NiFiHome home = new NiFiHome(
                directory.toAbsolutePath().normalize(),
                distribution.toAbsolutePath().normalize(),
                new NiFiPorts("127.0.0.1", port, NiFiPorts.freePort("127.0.0.1")));
        final Path file = home.configuration().resolve("nifi.properties");
        if (!Files.exists(file)) {
            return create(directory, distribution, home.ports());
        }
        final Properties properties = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (final IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        final int earlier = Integer.parseInt(properties.getProperty("nifi.web.http.port"));
        return new NiFiHome(
                home.directory(),
                home.distribution(),
                new NiFiPorts("127.0.0.1", earlier, home.ports().management()));
    }

    /** The directory of {@code nifi.properties}. */
    public Path configuration() {
        return directory.resolve("conf");
    }

    /** The directory of {@code nifi-app.log} and {@code console.log}. */
    public Path logs() {
        return directory.resolve("logs");
    }

    /** Returns the directory with the JARs and NARs of NiFi. */
    public Path library() {
        return distribution.resolve("lib");
    }

    /** Returns the directory with the NARs of this project. */
    public Path voyageNars() {
        return distribution.resolve("voyage-nars");
    }

    static String randomKey() {
        final byte[] key = new byte[SENSITIVE_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    private static String text(final String name) throws IOException {
        try (InputStream resource = NiFiHome.class.getResourceAsStream("conf/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("The configuration " + name + " is missing from the launcher's jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String filled(final String text, final Map<String, String> values) {
        String filled = text;
        for (final Map.Entry<String, String> value : values.entrySet()) {
            // a backslash would be an escape in a properties file
            filled =
                    filled.replace("${" + value.getKey() + "}", value.getValue().replace('\\', '/'));
        }
        return filled;
    }
}
