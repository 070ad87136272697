/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ImageScalerTest {
    /** Differences that JPEG and the conversion of CMYK make in the middle of a quarter. */
    private static final int TOLERANCE = 24;

    private final ImageParser parser = new ImageParser();
    private final ImageScaler scaler = new ImageScaler();

    static Stream<Arguments> images() {
        final BufferedImage rgb = Samples.draw(240, 160, BufferedImage.TYPE_INT_RGB);
        return Stream.of(
                Arguments.of("PNG", ImageFormat.PNG, Samples.png(rgb)),
                Arguments.of("interlaced PNG", ImageFormat.PNG, Samples.interlacedPng(rgb)),
                Arguments.of("GIF", ImageFormat.PNG, Samples.gif(rgb)),
                Arguments.of("animated GIF", ImageFormat.PNG, Samples.animatedGif(rgb, Samples.noise(240, 160))),
                Arguments.of("JPEG", ImageFormat.JPEG, Samples.jpeg(rgb)),
                Arguments.of("progressive JPEG", ImageFormat.JPEG, Samples.progressiveJpeg(rgb)),
                Arguments.of("CMYK JPEG", ImageFormat.JPEG, Samples.cmykJpeg()),
                Arguments.of("WebP", ImageFormat.JPEG, Samples.lossyWebp()),
                Arguments.of("lossless WebP", ImageFormat.JPEG, Samples.losslessWebp()),
                Arguments.of("animated WebP", ImageFormat.JPEG, Samples.animatedWebp()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void keepsColors(final String name, final ImageFormat format, final byte[] bytes) throws UnusableMediaException {
        final Image image = parse(bytes);
        final long pixels = image.pixels() * 2 / 3;
        final Image scaled = scaler.scaleDown(image, pixels);

        assertEquals(format, scaled.format(), name);
        assertTrue(scaled.pixels() <= pixels && scaled.pixels() > pixels * 0.8, scaled.describeSize());
        assertEquals((double) image.width() / image.height(), (double) scaled.width() / scaled.height(), 0.15);
        assertQuarters(scaled, Samples.RED, Samples.GREEN, Samples.BLUE, Samples.WHITE);
        assertEquals(scaled.width(), parse(scaled.bytes()).width());
        assertArrayEquals(scaled.bytes(), scaler.scaleDown(image, pixels).bytes());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void keepsColorsOfImagesThatAreDecodedInPart(final String name, final ImageFormat format, final byte[] bytes)
            throws UnusableMediaException {
        final Image image = parse(bytes);
        assumeTrue(image.width() > 100, name);
        final Image scaled = scaler.scaleDown(image, 600);

        assertEquals(format, scaled.format());
        assertTrue(scaled.pixels() <= 600 && scaled.pixels() > 500, scaled.describeSize());
        assertQuarters(scaled, Samples.RED, Samples.GREEN, Samples.BLUE, Samples.WHITE);
    }

    @Test
    void returnsSmallImagesAsTheyAre() throws UnusableMediaException {
        final Image image = parse(Samples.lossyWebp());
        assertSame(image, scaler.scaleDown(image, image.pixels()));
    }

    // the picture of which the quarters are, clockwise from the top left, is turned and flipped by the camera
    @ParameterizedTest
    @CsvSource({
        "1, RED GREEN BLUE WHITE",
        "2, GREEN RED WHITE BLUE",
        "3, WHITE BLUE GREEN RED",
        "4, BLUE WHITE RED GREEN",
        "5, RED BLUE GREEN WHITE",
        "6, BLUE RED WHITE GREEN",
        "7, WHITE GREEN BLUE RED",
        "8, GREEN WHITE RED BLUE",
        "9, RED GREEN BLUE WHITE"
    })
    void turnsImagesUpright(final int orientation, final String quarters) throws UnusableMediaException {
        final byte[] jpeg = Samples.jpeg(Samples.draw(240, 160, BufferedImage.TYPE_INT_RGB));
        final Image scaled = scaler.scaleDown(parse(Samples.insert(jpeg, 2, Samples.exif(orientation))), 9600);

        final boolean transposed = orientation >= 5 && orientation <= 8;
        assertEquals(transposed ? 80 : 120, scaled.width());
        assertEquals(transposed ? 120 : 80, scaled.height());
        final Map<String, Integer> colors =
                Map.of("RED", Samples.RED, "GREEN", Samples.GREEN, "BLUE", Samples.BLUE, "WHITE", Samples.WHITE);
        final int[] expected =
                Arrays.stream(quarters.split(" ")).mapToInt(colors::get).toArray();
        assertQuarters(scaled, expected);
    }

    @Test
    void keepsTransparency() throws UnusableMediaException {
        for (final byte[] bytes : List.of(Samples.transparentWebp(), Samples.transparentLosslessWebp())) {
            final Image scaled = scaler.scaleDown(parse(bytes), 200);
            assertEquals(ImageFormat.PNG, scaled.format());
            final BufferedImage image = Samples.read(scaled.bytes());
            assertEquals(0, image.getRGB(1, 1) >>> 24);
            assertEquals(0xFF, image.getRGB(image.getWidth() - 2, 1) >>> 24);
        }
    }

    @Test
    void keepsGray() throws UnusableMediaException {
        final BufferedImage gray = new BufferedImage(100, 100, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster()
                .setPixels(
                        0,
                        0,
                        100,
                        100,
                        Collections.nCopies(10_000, 100).stream()
                                .mapToInt(i -> i)
                                .toArray());
        final BufferedImage deep = new BufferedImage(100, 100, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster()
                .setPixels(
                        0,
                        0,
                        100,
                        100,
                        Collections.nCopies(10_000, 100 << 8).stream()
                                .mapToInt(i -> i)
                                .toArray());
        for (final byte[] bytes : List.of(Samples.png(gray), Samples.jpeg(gray), Samples.png(deep))) {
            final BufferedImage scaled =
                    Samples.read(scaler.scaleDown(parse(bytes), 2500).bytes());
            // not getRGB, which takes gray as linear and lightens it
            final int depth = scaled.getColorModel().getComponentSize(0);
            assertEquals(100, scaled.getRaster().getSample(25, 25, 0) >> depth - 8, 2);
        }
    }

    // at the end of the file, its bits announce one transform after the other
    @Test
    void rejectsLosslessWebpThatDoesNotEnd() throws UnusableMediaException {
        final Image image = parse(HexFormat.of()
                .parseHex(
                        "5249464642000000574542505650384c360000002f17c003001f201020c4a897a8444840d8e6ff0a3324290171c612c3"
                                + "0d93e63ffe064c0884d946939ce424ef7f0411fd0f75dbb30296"));
        final UnusableMediaException error = assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThrows(UnusableMediaException.class, () -> scaler.scaleDown(image, 100)));
        assertEquals(ErrorCode.BROKEN_IMAGE, error.code());
        assertEquals("The WebP image is damaged or incomplete: the file ends early", error.getMessage());
    }

    @Test
    void rejectsWebpWithoutItsLastBytes() throws UnusableMediaException {
        for (final byte[] intact : List.of(Samples.lossyWebp(), Samples.losslessWebp(), Samples.animatedWebp())) {
            for (int missing = 1; missing <= 20; missing++) {
                final Image image = parse(Arrays.copyOf(intact, intact.length - missing));
                final UnusableMediaException error =
                        assertThrows(UnusableMediaException.class, () -> scaler.scaleDown(image, 100));
                assertEquals(ErrorCode.BROKEN_IMAGE, error.code());
            }
        }
    }

    @Test
    void convertsYcck() throws UnusableMediaException {
        final BufferedImage scaled =
                Samples.read(scaler.scaleDown(parse(Samples.ycckJpeg()), 64).bytes());
        // what Pillow makes of it
        assertClose(0xFFAC00D1, scaled.getRGB(1, 1));
    }

    @Test
    void averagesThinLines() throws UnusableMediaException {
        final BufferedImage lines = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 400; x += 2) {
            for (int y = 0; y < 300; y++) {
                lines.setRGB(x, y, 0xFFFFFF);
            }
        }
        final BufferedImage scaled =
                Samples.read(scaler.scaleDown(parse(Samples.png(lines)), 30_000).bytes());
        assertEquals(200, scaled.getWidth());
        assertEquals(0xFF808080, scaled.getRGB(77, 77));
    }

    @Test
    void keepsTheLimitOfExtremeShapes() throws UnusableMediaException {
        final Image scaled = scaler.scaleDown(parse(Samples.largePng(3, 300_000)), 1000);
        assertEquals(1, scaled.width());
        assertTrue(scaled.pixels() <= 1000, scaled.describeSize());
    }

    @Test
    void encodesSmallImagesOfTooManyBytes() throws UnusableMediaException {
        final byte[] png = Samples.png(Samples.noise(100, 100));
        final Image image = parse(Samples.insert(png, png.length, new byte[Image.MAXIMUM_BYTES]));
        final Image scaled = scaler.scaleDown(image, 2_000_000);
        assertEquals(100, scaled.width());
        assertTrue(scaled.bytes().length < 50_000);
    }

    @Test
    void scalesImagesWithoutEnd() throws UnusableMediaException {
        final BufferedImage noise = Samples.noise(90, 60);
        for (final byte[] bytes : List.of(Samples.png(noise))) {
            final Image image = parse(Arrays.copyOf(bytes, bytes.length - 2));
            assertEquals(45, scaler.scaleDown(image, 45 * 30).width());
        }
    }

    @Test
    void rejectsBombs() {
        final UnusableMediaException tooLong = assertThrows(
                UnusableMediaException.class,
                () -> scaler.scaleDown(parse(Samples.png(60_000, 60_000, new byte[20_000])), 2_000_000));
        assertEquals(ErrorCode.IMAGE_TOO_LARGE, tooLong.code());

        final byte[] gif = Samples.gif(Samples.draw(30, 20, BufferedImage.TYPE_INT_RGB));
        final UnusableMediaException empty =
                assertThrows(UnusableMediaException.class, () -> scaler.scaleDown(parse(enlarge(gif)), 100));
        assertEquals(ErrorCode.BROKEN_IMAGE, empty.code());
    }

    private static byte[] enlarge(final byte[] gif) {
        int frame = 13 + (3 << (gif[10] & 7) + 1);
        while (gif[frame] != 0x2C) {
            frame++;
        }
        final byte[] large = gif.clone();
        ByteBuffer.wrap(large)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(frame + 5, (short) 15_000)
                .putShort(frame + 7, (short) 15_000);
        return large;
    }

    private Image parse(final byte[] bytes) throws UnusableMediaException {
        return parser.parse(bytes, Optional.empty());
    }

    private static void assertQuarters(final Image image, final int... expected) {
        final BufferedImage pixels = Samples.read(image.bytes());
        final int width = pixels.getWidth();
        final int height = pixels.getHeight();
        for (int i = 0; i < expected.length; i++) {
            assertClose(expected[i], pixels.getRGB(width / 4 + i % 2 * width / 2, height / 4 + i / 2 * height / 2));
        }
    }

    private static void assertClose(final int expected, final int actual) {
        for (int shift = 0; shift < 32; shift += 8) {
            assertEquals(
                    expected >> shift & 0xFF,
                    actual >> shift & 0xFF,
                    TOLERANCE,
                    () -> "%08X instead of %08X".formatted(actual, expected));
        }
    }
}
