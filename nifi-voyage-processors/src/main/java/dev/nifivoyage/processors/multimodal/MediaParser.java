/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.image.ImageParser;
import dev.nifivoyage.processors.image.UnusableMediaException;
import dev.nifivoyage.processors.image.VideoFormat;
import dev.nifivoyage.processors.image.VideoParser;
import dev.nifivoyage.processors.realtime.input.MixedPart;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.Utf8Text;
import dev.nifivoyage.service.api.embedding.MediaKind;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses values of records as images and videos: bytes, Base64, data URLs, or URLs that Voyage downloads.
 */
final class MediaParser {
    private static final ImageParser IMAGES = new ImageParser();
    private static final VideoParser VIDEOS = new VideoParser();

    private static final String DATA = "data:";
    private static final String BASE64 = ";base64";
    /** Most characters before the comma of a data URL. */
    private static final int DATA_URL_HEADER = 500;

    private static final Pattern URL = Pattern.compile("https?://\\S+", Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER_URL = Pattern.compile("([a-z][a-z0-9+.-]{1,20})://", Pattern.CASE_INSENSITIVE);
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private MediaParser() {}

    static boolean isDataUrl(final String text) {
        return text.regionMatches(true, 0, DATA, 0, DATA.length());
    }

    /**
     * Parses a value.
     *
     * @param kind if the value has to be an image, or has to be a video; empty if its bytes decide
     * @param place where the value is, for messages
     */
    static MixedPart parse(final Object value, final Optional<MediaKind> kind, final String place)
            throws UnusableInputException {
        if (value instanceof final CharSequence text) {
            return parseText(text.toString().strip(), kind, place);
        }

        return parse(
                bytes(value)
                        .orElseThrow(() -> unusable(
                                ErrorCode.NOT_MEDIA, "The value at %s is neither a string nor bytes".formatted(place))),
                Optional.empty(),
                kind,
                place);
    }

    /**
     * Parses the bytes of an image or video.
     *
     * @param declaredMimeType empty if unknown
     */
    static MixedPart parse(
            final byte[] bytes,
            final Optional<String> declaredMimeType,
            final Optional<MediaKind> kind,
            final String place)
            throws UnusableInputException {
        final boolean isVideo = kind.map(known -> known == MediaKind.VIDEO)
                .orElseGet(() -> VideoFormat.of(bytes).isPresent());
        try {
            return isVideo
                    ? new MixedPart.Clip(VIDEOS.parse(bytes, declaredMimeType))
                    : new MixedPart.Picture(IMAGES.parse(bytes, declaredMimeType));
        } catch (final UnusableMediaException e) {
            throw unusable(e.code(), "%s: %s".formatted(place, e.getMessage()));
        }
    }

    private static MixedPart parseText(final String text, final Optional<MediaKind> kind, final String place)
            throws UnusableInputException {
        if (URL.matcher(text).matches()) {
            if (Utf8Text.of(text).isEmpty()) {
                throw unusable(
                        ErrorCode.MALFORMED_TEXT,
                        "The URL at %s contains an unpaired surrogate, which cannot be encoded in UTF-8"
                                .formatted(place));
            }
            return new MixedPart.Link(kind.orElse(MediaKind.IMAGE), text);
        }

        final boolean isData = isDataUrl(text);
        final int comma =
                text.substring(0, Math.min(text.length(), DATA_URL_HEADER)).indexOf(',');
        final String header = isData && comma > 0 ? text.substring(DATA.length(), comma) : "";
        if (header.toLowerCase(Locale.ROOT).endsWith(BASE64)) {
            final String mimeType = header.substring(0, header.indexOf(';'));
            final byte[] bytes = decode(text.substring(comma + 1), place);
            return parse(bytes, Optional.of(mimeType).filter(type -> !type.isBlank()), kind, place);
        }
        if (isData || OTHER_URL.matcher(text).lookingAt()) {
            throw unusable(
                    ErrorCode.NOT_MEDIA,
                    "%s: Voyage downloads URLs with http and https only, and data URLs must be Base64. Fetch the file with an earlier processor, and pass its content as Base64"
                            .formatted(place));
        }

        return parse(decode(text, place), Optional.empty(), kind, place);
    }

    private static byte[] decode(final String base64, final String place) throws UnusableInputException {
        try {
            return Base64.getDecoder()
                    .decode(
                            WHITE_SPACE.matcher(base64).find()
                                    ? WHITE_SPACE.matcher(base64).replaceAll("")
                                    : base64);
        } catch (final IllegalArgumentException e) {
            throw unusable(
                    ErrorCode.NOT_MEDIA,
                    "%s: the value is neither Base64, nor a data URL, nor a URL with http or https: %s"
                            .formatted(place, e.getMessage().toLowerCase(Locale.ROOT)));
        }
    }

    // readers return bytes as an array of numbers
    private static Optional<byte[]> bytes(final Object value) {
        return switch (value) {
            case final byte[] bytes -> Optional.of(bytes);
            case final ByteBuffer buffer -> {
                final byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield Optional.of(bytes);
            }
            case final Object[] numbers -> ofNumbers(numbers);
            case null, default -> Optional.empty();
        };
    }

    private static Optional<byte[]> ofNumbers(final Object[] numbers) {
        final byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            if (!(numbers[i] instanceof final Number number)
                    || number.longValue() < Byte.MIN_VALUE
                    || number.longValue() > 0xFF) {
                return Optional.empty();
            }
            bytes[i] = number.byteValue();
        }

        return Optional.of(bytes);
    }

    private static UnusableInputException unusable(final ErrorCode code, final String message) {
        return new UnusableInputException(new RecordError(code, message));
    }
}
