/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Whatever happens to a file, it is accepted or reported, and nothing else. */
class DamagedImagesTest {
    private static final BufferedImage NOISE = Samples.noise(40, 30);
    private static final List<byte[]> FILES = List.of(
            Samples.png(NOISE),
            Samples.interlacedPng(NOISE),
            Samples.png(Samples.draw(40, 30, BufferedImage.TYPE_BYTE_INDEXED)),
            Samples.jpeg(NOISE),
            Samples.progressiveJpeg(NOISE),
            Samples.insert(Samples.jpeg(NOISE), 2, Samples.exif(6)),
            Samples.cmykJpeg(),
            Samples.animatedGif(NOISE, NOISE),
            Samples.lossyWebp(),
            Samples.losslessWebp(),
            Samples.transparentWebp(),
            Samples.animatedWebp());

    private final ImageParser parser = new ImageParser();
    private final ImageVerifier verifier = new ImageVerifier();
    private final ImageScaler scaler = new ImageScaler();

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void damageIsReported(
            @ForAll @IntRange(max = 11) final int file,
            @ForAll @DoubleRange(min = 0, max = 1) @Scale(4) final double cut,
            @ForAll @Size(max = 4) final List<@DoubleRange(min = 0, max = 0.9999) @Scale(4) Double> places,
            @ForAll final Random random) {
        final byte[] intact = FILES.get(file);
        final int length = cut < 0.5 ? intact.length : (int) (intact.length * (cut - 0.5) * 2);
        final byte[] bytes = Arrays.copyOf(intact, length);
        for (final double place : places) {
            if (length > 0) {
                // most damage is in the header, where it does most
                final double where = random.nextBoolean() ? place : place * place * place;
                bytes[(int) (where * length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        // decoders do not react to an interrupt, so it goes on in its thread
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> checkReport(bytes),
                () -> HexFormat.of().formatHex(bytes));
    }

    private void checkReport(final byte[] bytes) {
        try {
            final Image image = parser.parse(bytes, Optional.empty());
            if (image.pixels() < 10_000_000) {
                verifier.verify(image);
                scaler.scaleDown(image, 100);
            }
        } catch (final UnusableMediaException e) {
            assertNotNull(e.code());
            assertFalse(e.getMessage().contains("Exception"), e.getMessage());
        }
    }
}
