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
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageParserTest {
    private static final Optional<String> UNDECLARED = Optional.empty();

    private final ImageParser parser = new ImageParser();

    @Test
    void readsSizesOfAllFormats() throws UnusableMediaException {
        final BufferedImage drawing = Samples.draw(30, 20, BufferedImage.TYPE_INT_RGB);
        assertImage(ImageFormat.PNG, 30, 20, Samples.png(drawing));
        assertImage(ImageFormat.JPEG, 30, 20, Samples.jpeg(drawing));
        assertImage(ImageFormat.JPEG, 30, 20, Samples.insert(Samples.jpeg(drawing), 2, Samples.exif(6)));
        assertImage(ImageFormat.JPEG, 16, 16, Samples.cmykJpeg());
        assertImage(ImageFormat.GIF, 30, 20, Samples.gif(drawing));
        assertImage(ImageFormat.WEBP, 24, 16, Samples.lossyWebp());
        assertImage(ImageFormat.WEBP, 24, 16, Samples.losslessWebp());
        assertImage(ImageFormat.WEBP, 24, 16, Samples.transparentWebp());
        assertImage(ImageFormat.WEBP, 24, 16, Samples.animatedWebp());
    }

    private void assertImage(final ImageFormat format, final int width, final int height, final byte[] bytes)
            throws UnusableMediaException {
        final Image image = parser.parse(bytes, UNDECLARED);
        assertEquals(format, image.format());
        assertEquals(width, image.width());
        assertEquals(height, image.height());
        assertSame(bytes, image.bytes());
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("white space", " \n"),
                Arguments.of("text", "no image"),
                Arguments.of("an HTML page, perhaps the error page", "<!DOCTYPE html><html><body>404</body></html>"),
                Arguments.of("an SVG drawing, which has to be rendered", "<?xml version='1.0'?><svg/>"),
                Arguments.of("a data URL", "data:image/png;base64,AA"),
                Arguments.of("a PDF document, which has to be rendered", "%PDF-1.7"),
                Arguments.of("a TIFF image", "II*\0\b\0\0\0"),
                Arguments.of("a BMP image", "BM\0\0\0\0"),
                Arguments.of("an icon (ICO)", "\0\0\1\0\1\0"),
                Arguments.of("a Photoshop document", "8BPS\0\1"),
                Arguments.of("a HEIC image", "\0\0\0\30ftypheic\0\0\0\0"),
                Arguments.of("an AVIF image", "\0\0\0\30ftypavif\0\0\0\0"),
                Arguments.of("a video (MP4)", "\0\0\0\30ftypisom\0\0\0\0"),
                Arguments.of("compressed with gzip", "\37\u008B\b\0"),
                Arguments.of("of an unknown format, which begins with the bytes 00 01 02", "\0\1\2"));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void namesWhatIsNoImage(final String expected, final String content) {
        final UnusableMediaException error = assertThrows(
                UnusableMediaException.class,
                () -> parser.parse(content.getBytes(StandardCharsets.ISO_8859_1), Optional.of("image/png")));
        assertEquals(ErrorCode.UNSUPPORTED_IMAGE, error.code());
        assertTrue(error.getMessage().startsWith("The content is " + expected), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"image/jpeg", "IMAGE/JPG", "image/pjpeg; q=1", "application/octet-stream", "", "text/plain"})
    void acceptsDeclaredTypes(final String type) throws UnusableMediaException {
        final byte[] bytes = Samples.jpeg(Samples.draw(3, 2, BufferedImage.TYPE_INT_RGB));
        assertEquals(3, parser.parse(bytes, Optional.of(type)).width());
    }

    @Test
    void rejectsAnotherDeclaredType() {
        final byte[] bytes = Samples.jpeg(Samples.draw(3, 2, BufferedImage.TYPE_INT_RGB));
        final UnusableMediaException error =
                assertThrows(UnusableMediaException.class, () -> parser.parse(bytes, Optional.of("image/png")));
        assertEquals(ErrorCode.MIME_TYPE_MISMATCH, error.code());
        assertEquals("The image is declared as image/png, but its bytes are a JPEG image", error.getMessage());
    }

    @Test
    void rejectsImagesWithoutPixels() {
        final UnusableMediaException error = assertThrows(
                UnusableMediaException.class, () -> parser.parse(Samples.png(0, 5, new byte[0]), UNDECLARED));
        assertEquals(ErrorCode.BROKEN_IMAGE, error.code());
    }

    @Test
    void checksLimits() throws UnusableMediaException {
        final byte[] bytes = new byte[0];
        parser.requireWithinLimits(new Image(bytes, ImageFormat.PNG, 4000, 4000));
        final UnusableMediaException pixels = assertThrows(
                UnusableMediaException.class,
                () -> parser.requireWithinLimits(new Image(bytes, ImageFormat.PNG, 6000, 4000)));
        assertEquals(ErrorCode.IMAGE_TOO_LARGE, pixels.code());
        assertEquals(
                "The image has 6000 x 4000 = 24,000,000 pixels, but Voyage accepts 16,000,000", pixels.getMessage());

        final UnusableMediaException size = assertThrows(
                UnusableMediaException.class,
                () -> parser.requireWithinLimits(new Image(new byte[Image.MAXIMUM_BYTES + 1], ImageFormat.PNG, 1, 1)));
        assertEquals(ErrorCode.IMAGE_TOO_LARGE, size.code());
        assertEquals("The image has 20,000,001 bytes, but Voyage accepts 20,000,000", size.getMessage());
    }

    @Test
    void countsWhatVoyageBills() {
        assertEquals(50_000, new Image(new byte[0], ImageFormat.PNG, 1, 1).billedPixels());
        assertEquals(90, new Image(new byte[0], ImageFormat.PNG, 1, 1).tokens());
        assertEquals(480_000, new Image(new byte[0], ImageFormat.PNG, 800, 600).billedPixels());
        assertEquals(858, new Image(new byte[0], ImageFormat.PNG, 800, 600).tokens());
        assertEquals(2_000_000, new Image(new byte[0], ImageFormat.PNG, 4000, 4000).billedPixels());
        assertEquals(3572, new Image(new byte[0], ImageFormat.PNG, 4000, 4000).tokens());
    }
}
