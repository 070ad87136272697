/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A separate JVM for code that is compared with NiFi, with its own heap and compiled code.
 */
final class ChildJvm {
    private final String heap;

    /**
     * @param heap such as {@code 256m}
     */
    ChildJvm(final String heap) {
        this.heap = heap;
    }

    /**
     * Runs a class with a main method.
     *
     * @return the number in the last line it prints: seconds
     */
    double seconds(final Class<?> main, final String... arguments) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        final Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            final String last = output.lines().reduce("", (before, line) -> line);
            if (process.waitFor() != 0) {
                throw new IOException("%s ended with %d after printing [%s]"
                        .formatted(main.getSimpleName(), process.exitValue(), last));
            }

            return Double.parseDouble(last);
        } finally {
            process.destroyForcibly();
        }
    }
}
