/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A NiFi with a folder of its own for the NARs of this project, at first without any.
 *
 * @param directory of NiFi's lib and the folder
 */
record EmptyDistribution(Path directory) {

    static EmptyDistribution create(final Path directory) throws IOException {
        Files.createDirectories(directory.resolve("voyage-nars"));
        final Path original = Path.of(System.getProperty("nifi.distribution")).toRealPath();
        Files.createSymbolicLink(directory.resolve("lib"), original.resolve("lib"));
        return new EmptyDistribution(directory);
    }

    /** The folder from which NiFi loads the NARs of this project. */
    Path nars() {
        return directory.resolve("voyage-nars");
    }
}
