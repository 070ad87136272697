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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class VideoParserTest {
    private final VideoParser parser = new VideoParser();

    static Stream<Arguments> videos() {
        return Stream.of(
                Arguments.of(VideoFormat.MP4, "\0\0\0\24ftypisom\0\0\0\0"),
                Arguments.of(VideoFormat.MOV, "\0\0\0\24ftypqt  \0\0\0\0"),
                Arguments.of(VideoFormat.MOV, "\0\0\0\10wide"),
                Arguments.of(VideoFormat.WEBM, "\32E\u00DF\u00A3\1\0\0\0\0\0\0\37B\u0082\u0084webm"),
                Arguments.of(VideoFormat.MKV, "\32E\u00DF\u00A3\1\0\0\0\0\0\0\37B\u0082\u0088matroska"),
                Arguments.of(VideoFormat.AVI, "RIFF\0\0\0\0AVI LIST"));
    }

    @ParameterizedTest
    @MethodSource("videos")
    void recognizesFormats(final VideoFormat format, final String content) throws UnusableMediaException {
        final Video video = parser.parse(latin1(content), Optional.of(format.mimeType()));
        assertEquals(format, video.format());
        assertEquals(Video.MAXIMUM_PIXELS, video.estimatedPixels());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GIF89a|a GIF image",
                "hello|text",
                "''|empty",
            })
    void namesWhatIsNoVideo(final String content, final String expected) {
        final UnusableMediaException error =
                assertThrows(UnusableMediaException.class, () -> parser.parse(latin1(content), Optional.empty()));
        assertEquals(ErrorCode.UNSUPPORTED_VIDEO, error.code());
        assertEquals(
                "The content is %s, but Voyage accepts MP4, QuickTime, WebM, Matroska, and AVI videos only"
                        .formatted(expected),
                error.getMessage());
    }

    @Test
    void rejectsAnotherDeclaredType() {
        final UnusableMediaException error = assertThrows(
                UnusableMediaException.class,
                () -> parser.parse(latin1("RIFF\0\0\0\0AVI LIST"), Optional.of("video/mp4")));
        assertEquals(ErrorCode.MIME_TYPE_MISMATCH, error.code());
        assertEquals("The video is declared as video/mp4, but its format is AVI", error.getMessage());
    }

    @Test
    void checksTheLimit() throws UnusableMediaException {
        parser.requireWithinLimits(new Video(new byte[Video.MAXIMUM_BYTES], VideoFormat.MP4));
        final UnusableMediaException error = assertThrows(
                UnusableMediaException.class,
                () -> parser.requireWithinLimits(new Video(new byte[Video.MAXIMUM_BYTES + 1], VideoFormat.MP4)));
        assertEquals(ErrorCode.VIDEO_TOO_LARGE, error.code());
        assertEquals("The video has 20,000,001 bytes, but Voyage accepts 20,000,000", error.getMessage());
    }

    @Test
    void countsFramesOfMp4() throws UnusableMediaException {
        final byte[] sound =
                box("trak", box("tkhd", new byte[84]), box("mdia", box("minf", box("stbl", samples(999)))));
        final byte[] pictures =
                box("trak", box("tkhd", trackHeader(320, 240)), box("mdia", box("minf", box("stbl", samples(75)))));
        final byte[] file =
                join(box("ftyp", latin1("isom\0\0\0\0")), box("mdat", new byte[9]), box("moov", pictures, sound));

        assertEquals(320 * 240 * 75, parser.parse(file, Optional.empty()).estimatedPixels());
        final byte[] cut = Arrays.copyOf(file, file.length - 200);
        assertEquals(Video.MAXIMUM_PIXELS, parser.parse(cut, Optional.empty()).estimatedPixels());
    }

    @Test
    void survivesHostileNumbers() throws UnusableMediaException {
        final ByteBuffer deep = ByteBuffer.allocate(800_000);
        while (deep.hasRemaining()) {
            deep.putInt(deep.remaining()).put(latin1("moov"));
        }
        assertEquals(Video.MAXIMUM_PIXELS, new Video(deep.array(), VideoFormat.MP4).estimatedPixels());

        final byte[] endless = box("stbl", samples(-1));
        final byte[] track = box(
                "trak",
                box("tkhd", trackHeader(65_535, 65_535)),
                join(Collections.nCopies(1000, endless).toArray(byte[][]::new)));
        assertEquals(Video.MAXIMUM_PIXELS, new Video(box("moov", track), VideoFormat.MP4).estimatedPixels());
    }

    @Test
    void countsFramesOfAvi() throws UnusableMediaException {
        final ByteBuffer file = ByteBuffer.allocate(88).order(ByteOrder.LITTLE_ENDIAN);
        file.put(latin1("RIFF\0\0\0\0AVI LIST\0\0\0\0hdrlavih\0\0\0\0"));
        file.putInt(48, 50).putInt(64, 160).putInt(68, 120);
        assertEquals(
                160 * 120 * 50, parser.parse(file.array(), Optional.empty()).estimatedPixels());
    }

    private static byte[] trackHeader(final int width, final int height) {
        return ByteBuffer.allocate(84)
                .putInt(76, width << 16)
                .putInt(80, height << 16)
                .array();
    }

    private static byte[] samples(final int count) {
        return box("stsz", ByteBuffer.allocate(12).putInt(8, count).array());
    }

    private static byte[] box(final String type, final byte[]... contents) {
        final byte[] content = join(contents);
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(latin1(type))
                .put(content)
                .array();
    }

    private static byte[] join(final byte[]... parts) {
        final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] latin1(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
