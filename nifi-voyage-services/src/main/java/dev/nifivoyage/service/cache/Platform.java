/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An operating system and a processor. The NAR has native libraries of RocksDB for the supported ones:
 * {@code rocksdbjni.xml} of nifi-voyage-nar leaves out all others.
 *
 * @param system as in {@code os.name}
 * @param architecture as in {@code os.arch}
 */
record Platform(String system, String architecture) {
    /** The supported platforms, for messages. */
    static final String SUPPORTED =
            "Linux (x86-64 and aarch64, with glibc or musl), macOS (x86-64 and aarch64), and Windows (x86-64)";

    /** The way out, for messages. */
    static final String MEMORY_ONLY = "a memory-only cache works on every platform";

    private static final Set<String> X86_64 = Set.of("amd64", "x86_64");
    private static final Set<String> AARCH64 = Set.of("aarch64", "arm64");

    /** Returns the platform of this JVM. */
    static Platform current() {
        return new Platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** Returns the problem if there is no native library, without loading anything. */
    Optional<String> problem() {
        if (isSupported()) {
            return Optional.empty();
        }

        return Optional.of(
                ("Cache Directory is not supported on %s: NiFi Voyage has the native library of RocksDB for %s. "
                                + "Remove the value of Cache Directory: %s")
                        .formatted(this, SUPPORTED, MEMORY_ONLY));
    }

    @Override
    public String toString() {
        return "%s (%s)".formatted(system, architecture);
    }

    private boolean isSupported() {
        final String name = system.toLowerCase(Locale.ROOT);
        final String processor = architecture.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return X86_64.contains(processor);
        }

        return (name.equals("linux") || name.startsWith("mac"))
                && (X86_64.contains(processor) || AARCH64.contains(processor));
    }
}
