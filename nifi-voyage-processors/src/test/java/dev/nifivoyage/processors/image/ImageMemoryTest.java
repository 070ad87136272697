/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bounds of what a thread allocates, most of it for one line, in a heap of 192 MB. */
@Tag("small-heap")
class ImageMemoryTest {
    private static final long MEGABYTE = 1_000_000;

    private final ImageParser parser = new ImageParser();
    private final ImageVerifier verifier = new ImageVerifier();
    private final ImageScaler scaler = new ImageScaler();

    @Test
    void checksAndScalesLargePng() throws UnusableMediaException {
        assertAllocated("PNG of 16 megapixels", Samples.largePng(4000, 4000), 60);
        assertAllocated("PNG of 100 megapixels", Samples.largePng(10_000, 10_000), 60);
    }

    @Test
    void checksAndScalesLargeJpeg() throws UnusableMediaException {
        assertAllocated(
                "JPEG of 16 megapixels",
                Samples.jpeg(new BufferedImage(4000, 4000, BufferedImage.TYPE_3BYTE_BGR)),
                150);
        assertAllocated(
                "JPEG of 100 megapixels",
                Samples.jpeg(new BufferedImage(10_000, 10_000, BufferedImage.TYPE_BYTE_GRAY)),
                100);
    }

    @Test
    void checksAndScalesLargeGif() throws UnusableMediaException {
        assertAllocated(
                "GIF of 100 megapixels",
                Samples.gif(new BufferedImage(10_000, 10_000, BufferedImage.TYPE_BYTE_BINARY)),
                80);
    }

    private void assertAllocated(final String name, final byte[] bytes, final long megabytes)
            throws UnusableMediaException {
        final Image image = parser.parse(bytes, Optional.empty());
        // what is allocated once
        verifier.verify(image);

        final long start = allocated();
        verifier.verify(image);
        final long verified = allocated();
        final Image scaled = scaler.scaleDown(image, Image.MAXIMUM_BILLED_PIXELS);
        final long end = allocated();

        assertTrue(scaled.pixels() > 1_900_000, scaled.describeSize());
        assertTrue(
                verified - start < MEGABYTE + 2L * bytes.length,
                () -> "%s: %,d bytes".formatted(name, verified - start));
        assertTrue(end - verified < megabytes * MEGABYTE, () -> "%s: %,d bytes".formatted(name, end - verified));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
