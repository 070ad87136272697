/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** In another JVM, because all of this one has the same registry. */
class ImageCodecsTest {

    @Test
    void registryKeepsNothingOfANar() throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Scaling.class.getName())
                .redirectErrorStream(true)
                .start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("12 x 8 = 96 pixels, readers of others: 0", output.strip());
        assertEquals(0, process.waitFor());
    }

    static final class Scaling {

        private Scaling() {}

        public static void main(final String[] arguments) throws UnusableMediaException {
            final Image image = new ImageParser().parse(Samples.lossyWebp(), Optional.empty());
            final Image scaled = new ImageScaler().scaleDown(image, 96);

            int others = 0;
            final Iterator<ImageReaderSpi> readers =
                    IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
            while (readers.hasNext()) {
                others += readers.next().getClass().getName().startsWith("com.sun.") ? 0 : 1;
            }
            System.out.printf("%s, readers of others: %d%n", scaled.describeSize(), others);
        }
    }
}
