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
import org.junit.jupiter.params.provider.MethodSource;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageVerifierTest {
    private final ImageParser parser = new ImageParser();
    private final ImageVerifier verifier = new ImageVerifier();

    static Stream<Arguments> intact() {
        final BufferedImage rgb = Samples.draw(37, 23, BufferedImage.TYPE_INT_RGB);
        final BufferedImage noise = Samples.noise(300, 200);
        return Stream.of(
                Arguments.of("PNG", Samples.png(rgb)),
                Arguments.of("1 x 1", Samples.png(Samples.draw(1, 1, BufferedImage.TYPE_INT_RGB))),
                Arguments.of("large PNG", Samples.png(noise)),
                Arguments.of("transparent PNG", Samples.png(Samples.draw(37, 23, BufferedImage.TYPE_INT_ARGB))),
                Arguments.of("16-bit PNG", Samples.png(Samples.draw(37, 23, BufferedImage.TYPE_USHORT_GRAY))),
                Arguments.of("palette PNG", Samples.png(Samples.draw(37, 23, BufferedImage.TYPE_BYTE_INDEXED))),
                Arguments.of("1-bit PNG", Samples.png(Samples.draw(37, 23, BufferedImage.TYPE_BYTE_BINARY))),
                Arguments.of("interlaced PNG", Samples.interlacedPng(noise)),
                Arguments.of(
                        "small interlaced PNG",
                        Samples.interlacedPng(Samples.draw(3, 2, BufferedImage.TYPE_BYTE_GRAY))),
                Arguments.of("PNG without end", cut(Samples.png(noise), 12)),
                Arguments.of("JPEG", Samples.jpeg(noise)),
                Arguments.of("gray JPEG", Samples.jpeg(Samples.draw(37, 23, BufferedImage.TYPE_BYTE_GRAY))),
                Arguments.of("progressive JPEG", Samples.progressiveJpeg(noise)),
                Arguments.of("JPEG with EXIF", Samples.insert(Samples.jpeg(rgb), 2, Samples.exif(8))),
                Arguments.of("CMYK JPEG", Samples.cmykJpeg()),
                Arguments.of("YCCK JPEG", Samples.ycckJpeg()),
                Arguments.of("GIF", Samples.gif(noise)),
                Arguments.of("animated GIF", Samples.animatedGif(rgb, noise)),
                Arguments.of("GIF without trailer", cut(Samples.gif(rgb), 1)),
                Arguments.of("WebP", Samples.lossyWebp()),
                Arguments.of("lossless WebP", Samples.losslessWebp()),
                Arguments.of("transparent WebP", Samples.transparentWebp()),
                Arguments.of("animated WebP", Samples.animatedWebp()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("intact")
    void acceptsIntactImages(final String name, final byte[] bytes) {
        assertDoesNotThrow(() -> verify(bytes), name);
    }

    @Test
    void acceptsBytesAfterTheEnd() {
        final byte[] jpeg = Samples.jpeg(Samples.noise(30, 30));
        assertDoesNotThrow(() ->
                verify(Samples.insert(jpeg, jpeg.length, "more".repeat(100).getBytes())));
        final byte[] png = Samples.png(Samples.noise(30, 30));
        assertDoesNotThrow(() -> verify(Samples.insert(png, png.length, "more".getBytes())));
    }

    @Test
    void acceptsWhatJavaCannotDecode() {
        final byte[] jpeg = Samples.jpeg(Samples.noise(30, 30));
        final int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00FF\u00C0");
        // arithmetic coding
        jpeg[frame + 1] = (byte) 0xC9;
        assertDoesNotThrow(() -> verify(jpeg));
    }

    // a decoder of lossless JPEG allocates all pixels before it reads any
    @Test
    void sendsRareKindsOfJpegWithoutDecodingThem() throws UnusableMediaException {
        final Image image = new ImageParser().parse(Samples.losslessJpegHeader(4000, 4000), Optional.empty());
        assertEquals(16_000_000, image.pixels());
        assertDoesNotThrow(() -> new ImageVerifier().verify(image));
        final UnusableMediaException error =
                assertThrows(UnusableMediaException.class, () -> new ImageScaler().scaleDown(image, 2_000_000));
        assertEquals(ErrorCode.IMAGE_TOO_LARGE, error.code());
    }

    @Test
    void rejectsJpegWithThousandsOfScans() {
        final byte[] slow = Samples.manyScansJpeg(100);
        final UnusableMediaException error = assertThrows(UnusableMediaException.class, () -> verify(slow));
        assertEquals(ErrorCode.IMAGE_TOO_LARGE, error.code());
        assertTrue(error.getMessage().contains("scans, which take too long to decode"), error.getMessage());
        assertDoesNotThrow(() -> verify(Samples.manyScansJpeg(20)));
    }

    static Stream<Arguments> cuts() {
        final BufferedImage noise = Samples.noise(120, 90);
        return Stream.of(
                        Arguments.of(ImageFormat.PNG, Samples.png(noise), 30),
                        Arguments.of(ImageFormat.PNG, Samples.interlacedPng(noise), 30),
                        Arguments.of(ImageFormat.JPEG, Samples.jpeg(noise), 0),
                        Arguments.of(ImageFormat.JPEG, Samples.progressiveJpeg(noise), 0),
                        Arguments.of(ImageFormat.JPEG, Samples.cmykJpeg(), 0),
                        Arguments.of(ImageFormat.GIF, Samples.gif(noise), 3),
                        Arguments.of(ImageFormat.WEBP, Samples.lossyWebp(), 1),
                        Arguments.of(ImageFormat.WEBP, Samples.animatedWebp(), 0))
                .flatMap(image -> {
                    final byte[] bytes = (byte[]) image.get()[1];
                    final int end = (int) image.get()[2];
                    return IntStream.of(end + 1, bytes.length / 3, bytes.length / 2, bytes.length - 13)
                            .mapToObj(missing -> Arguments.of(image.get()[0], missing, cut(bytes, missing)));
                });
    }

    @ParameterizedTest(name = "{0} without {1} bytes")
    @MethodSource("cuts")
    void rejectsTruncatedImages(final ImageFormat format, final int missing, final byte[] bytes) {
        final UnusableMediaException error = assertThrows(UnusableMediaException.class, () -> verify(bytes));
        assertEquals(ErrorCode.BROKEN_IMAGE, error.code());
        assertTrue(
                error.getMessage().startsWith("The %s image is damaged or incomplete: ".formatted(format.title())),
                error.getMessage());
    }

    @Test
    void rejectsCorruptPixelsOfPng() {
        final byte[] bytes = Samples.png(Samples.noise(100, 100));
        bytes[bytes.length / 2] ^= 1;
        final UnusableMediaException error = assertThrows(UnusableMediaException.class, () -> verify(bytes));
        assertEquals(ErrorCode.BROKEN_IMAGE, error.code());
    }

    @Test
    void rejectsImagesThatTakeTooLong() {
        final UnusableMediaException error = assertThrows(
                UnusableMediaException.class, () -> verify(Samples.png(60_000, 60_000, deflate(new byte[20_000_000]))));
        assertEquals(ErrorCode.IMAGE_TOO_LARGE, error.code());
        assertEquals(
                "The image has 60000 x 60000 = 3,600,000,000 pixels, but at most 100,000,000 are decoded",
                error.getMessage());
    }

    @Test
    void rejectsEndlessLines() {
        final UnusableMediaException error = assertThrows(
                UnusableMediaException.class, () -> verify(Samples.png(1_000_000, 2, deflate(new byte[1000]))));
        assertEquals(ErrorCode.IMAGE_TOO_LARGE, error.code());
        assertEquals(
                "The image has 1000000 x 2 = 2,000,000 pixels, but at most 500,000 in a line are decoded",
                error.getMessage());
    }

    private void verify(final byte[] bytes) throws UnusableMediaException {
        verifier.verify(parser.parse(bytes, Optional.empty()));
    }

    static byte[] deflate(final byte[] bytes) {
        final byte[] buffer = new byte[bytes.length + 100];
        final Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        final int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    private static byte[] cut(final byte[] bytes, final int missing) {
        return Arrays.copyOf(bytes, bytes.length - missing);
    }
}
