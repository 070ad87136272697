/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.realtime.input.MixedPart;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.service.api.embedding.MediaKind;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MediaParserTest {
    private static final String PLACE = "/image";
    private static final byte[] MP4 = "\0\0\0\24ftypisom\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    static Stream<Arguments> pictures() {
        final ByteBuffer inTheMiddle = ByteBuffer.allocate(AnyValues.PNG.length + 2);
        inTheMiddle.position(1).put(AnyValues.PNG).position(1).limit(AnyValues.PNG.length + 1);
        final Object[] signed = new Object[AnyValues.PNG.length];
        for (int i = 0; i < signed.length; i++) {
            signed[i] = AnyValues.PNG[i];
        }
        return Stream.of(
                Arguments.of("Base64", AnyValues.BASE64),
                Arguments.of(
                        "Base64 in lines",
                        Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(AnyValues.PNG)),
                Arguments.of("white space", " \n" + AnyValues.BASE64 + "\t"),
                Arguments.of("a data URL", "data:image/png;base64," + AnyValues.BASE64),
                Arguments.of("a data URL without a type", "data:;base64," + AnyValues.BASE64),
                Arguments.of("a data URL with parameters", "DATA:image/PNG;name=a;BASE64, " + AnyValues.BASE64),
                Arguments.of("bytes", AnyValues.PNG),
                Arguments.of("a buffer", inTheMiddle),
                Arguments.of("numbers", AnyValues.numbers(AnyValues.PNG)),
                Arguments.of("signed numbers", signed));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void readsAnImage(final String form, final Object value) throws Exception {
        for (final Optional<MediaKind> kind : List.of(Optional.<MediaKind>empty(), Optional.of(MediaKind.IMAGE))) {
            final MixedPart part = MediaParser.parse(value, kind, PLACE);
            assertArrayEquals(
                    AnyValues.PNG,
                    assertInstanceOf(MixedPart.Picture.class, part, form)
                            .image()
                            .bytes());
        }
        assertError(ErrorCode.UNSUPPORTED_VIDEO, value, Optional.of(MediaKind.VIDEO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a.png", "HTTP://example.com", "https://example.com/?data:a,b"})
    void keepsUrls(final String url) throws Exception {
        assertEquals(new MixedPart.Link(MediaKind.IMAGE, url), MediaParser.parse(" " + url, Optional.empty(), PLACE));
        assertEquals(
                new MixedPart.Link(MediaKind.VIDEO, url), MediaParser.parse(url, Optional.of(MediaKind.VIDEO), PLACE));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void readsAVideo(final boolean named) throws Exception {
        final Optional<MediaKind> kind = named ? Optional.of(MediaKind.VIDEO) : Optional.empty();

        final MixedPart part =
                MediaParser.parse("data:video/mp4;base64," + Base64.getEncoder().encodeToString(MP4), kind, PLACE);

        assertArrayEquals(
                MP4, assertInstanceOf(MixedPart.Clip.class, part).video().bytes());
        assertError(ErrorCode.UNSUPPORTED_IMAGE, MP4, Optional.of(MediaKind.IMAGE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        file:///etc/passwd | NOT_MEDIA
        s3://bucket/a.png | NOT_MEDIA
        https://example.com/a b.png | NOT_MEDIA
        https:// | NOT_MEDIA
        /a/b.png? | NOT_MEDIA
        data:image/png,abc | NOT_MEDIA
        data:image/png;base64 | NOT_MEDIA
        data:image/png;base64,a | NOT_MEDIA
        data: | NOT_MEDIA
        data:image/jpeg;base64,%s | MIME_TYPE_MISMATCH
        data:video/mp4;base64,%s | MIME_TYPE_MISMATCH
        data:image/png;base64, | UNSUPPORTED_IMAGE
        AAAA | UNSUPPORTED_IMAGE
        no base64! | NOT_MEDIA
        """)
    void rejectsOtherTexts(final String value, final ErrorCode code) {
        assertError(code, value.formatted(AnyValues.BASE64), Optional.empty());
    }

    static Stream<Object> otherValues() {
        return Stream.of(
                7, true, 'c', new Object(), new Object[] {256}, new Object[] {-129}, new Object[] {"a"}, new Object[] {
                    null
                });
    }

    @ParameterizedTest
    @MethodSource("otherValues")
    void rejectsOtherValues(final Object value) {
        assertError(ErrorCode.NOT_MEDIA, value, Optional.empty());
    }

    @Provide
    Arbitrary<Object> anything() {
        return AnyValues.values();
    }

    @Property
    void anyValueIsAPartOrAnError(@ForAll("anything") final Object value, @ForAll final Optional<MediaKind> kind) {
        try {
            final MixedPart part = MediaParser.parse(value, kind, PLACE);
            assertTrue(part.bytes() > 0);
            assertTrue(part.estimatedTokens() > 0);
        } catch (final UnusableInputException e) {
            assertTrue(e.error().message().contains(PLACE), e.error()::message);
        }
    }

    private static void assertError(final ErrorCode code, final Object value, final Optional<MediaKind> kind) {
        final UnusableInputException error =
                assertThrows(UnusableInputException.class, () -> MediaParser.parse(value, kind, PLACE));
        assertEquals(code.code(), error.error().code(), error.error()::message);
        assertTrue(error.error().message().contains(PLACE), error.error()::message);
    }
}
