/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Loads the sentence model in JVMs as IDEs and build tools start them.
 */
class LongCommandLineTest {

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void modelLoadsInAProcessWithALongCommandLine() throws Exception {
        final String java =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
        final Process process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dpadding=" + "/a/directory/with/an-archive-1.0.jar:".repeat(600),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LongCommandLineTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            final String output = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor(), output);
            assertEquals(
                    Integer.toString(SentenceEncoder.DIMENSION),
                    output.lines().reduce((before, line) -> line).orElse("nothing"),
                    output);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Prints the dimension of a vector.
     */
    public static void main(final String[] arguments) throws Exception {
        System.out.println(new SentenceEncoder().encode("a text").length);
    }
}
