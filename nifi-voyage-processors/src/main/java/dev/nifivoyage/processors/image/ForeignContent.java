/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Describes content that is not what it should be, with what to do about it.
 */
final class ForeignContent {
    private static final int EXAMINED = 4096;
    private static final String CONVERT = ", which has to be converted by an earlier processor";
    private static final String RENDER = ", which has to be rendered as a PNG by an earlier processor";

    private static final Map<String, String> SIGNATURES = Map.ofEntries(
            Map.entry("%PDF", "a PDF document" + RENDER),
            Map.entry("8BPS", "a Photoshop document" + CONVERT),
            Map.entry("II*\0", "a TIFF image" + CONVERT),
            Map.entry("MM\0*", "a TIFF image" + CONVERT),
            Map.entry("BM", "a BMP image" + CONVERT),
            Map.entry("\0\0\u0001\0", "an icon (ICO)" + CONVERT),
            Map.entry("\0\0\0\fjP  ", "a JPEG 2000 image" + CONVERT),
            Map.entry("\u00FF\n", "a JPEG XL image" + CONVERT),
            Map.entry("\0\0\0\fJXL ", "a JPEG XL image" + CONVERT),
            Map.entry("PK\u0003\u0004", "a ZIP archive or an Office document"),
            Map.entry("\u001F\u008B", "compressed with gzip, and has to be decompressed with CompressContent"));

    private static final Map<String, String> BRANDS = Map.of(
            "hei", "a HEIC image" + CONVERT,
            "hev", "a HEIC image" + CONVERT,
            "mif1", "a HEIC image" + CONVERT,
            "msf1", "a HEIC image" + CONVERT,
            "avif", "an AVIF image" + CONVERT,
            "avis", "an AVIF image" + CONVERT);

    private ForeignContent() {}

    /** Returns the rest of a sentence that begins with "The content is". */
    static String describe(final byte[] bytes) {
        if (bytes.length == 0) {
            return "empty";
        }
        final FileBytes file = new FileBytes(bytes);
        return describeImage(file)
                .or(() -> find(file, 0, SIGNATURES))
                .or(() -> VideoFormat.of(bytes).map(format -> "a video (%s)".formatted(format.title())))
                .or(() -> describeText(bytes))
                .orElseGet(() -> "of an unknown format, which begins with the bytes %s"
                        .formatted(HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 8))));
    }

    /** Returns whether the content is an image in a container of videos. */
    static boolean isImageContainer(final FileBytes file) {
        return file.matches(4, "ftyp") && find(file, 8, BRANDS).isPresent();
    }

    private static Optional<String> describeImage(final FileBytes file) {
        return isImageContainer(file)
                ? find(file, 8, BRANDS)
                : ImageFormat.of(file.bytes()).map(format -> "a %s image".formatted(format.title()));
    }

    private static Optional<String> find(final FileBytes file, final int offset, final Map<String, String> kinds) {
        return kinds.entrySet().stream()
                .filter(kind -> file.matches(offset, kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<String> describeText(final byte[] bytes) {
        final String text = new String(bytes, 0, Math.min(bytes.length, EXAMINED), StandardCharsets.UTF_8);
        // the last character may be cut
        if (text.substring(0, text.length() - 1).chars().anyMatch(c -> c == 0xFFFD || c < ' ' && !isSpace(c))) {
            return Optional.empty();
        }
        final String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("<html") || lower.contains("<!doctype html")) {
            return Optional.of("an HTML page, perhaps the error page of the server that it was downloaded from");
        }
        if (lower.contains("<svg")) {
            return Optional.of("an SVG drawing" + RENDER);
        }
        if (lower.startsWith("data:")) {
            return Optional.of("a data URL, which has to be decoded");
        }
        return Optional.of(text.isBlank() ? "white space" : "text");
    }

    private static boolean isSpace(final int character) {
        return character == '\t' || character == '\n' || character == '\r' || character == '\f';
    }
}
