/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

import java.util.List;
import java.util.Optional;

/**
 * The formats of images and videos, by the signature at the beginning of their bytes.
 */
enum MediaFormat {
    PNG(true, "image/png"),
    JPEG(true, "image/jpeg", "image/jpg"),
    WEBP(true, "image/webp"),
    GIF(true, "image/gif"),
    MP4(false, "video/mp4", "video/quicktime"),
    WEBM(false, "video/webm", "video/x-matroska"),
    AVI(false, "video/x-msvideo", "video/avi");

    private static final String PNG_SIGNATURE = "\u0089PNG\r\n\u001A\n";
    private static final String JPEG_SIGNATURE = "\u00FF\u00D8\u00FF";
    private static final String EBML_SIGNATURE = "\u001A\u0045\u00DF\u00A3";

    /** The first box of a QuickTime file that has no {@code ftyp}. */
    private static final List<String> QUICKTIME_BOXES = List.of("moov", "mdat", "wide", "free", "skip");

    private final boolean image;
    private final List<String> mimeTypes;

    MediaFormat(final boolean image, final String... mimeTypes) {
        this.image = image;
        this.mimeTypes = List.of(mimeTypes);
    }

    boolean isImage() {
        return image;
    }

    /**
     * The usual MIME type.
     */
    String mimeType() {
        return mimeTypes.getFirst();
    }

    boolean hasMimeType(final String name) {
        return mimeTypes.contains(name);
    }

    static Optional<MediaFormat> of(final byte[] bytes) {
        final ByteScan scan = new ByteScan(bytes);
        if (scan.matches(0, PNG_SIGNATURE)) {
            return Optional.of(PNG);
        }
        if (scan.matches(0, JPEG_SIGNATURE)) {
            return Optional.of(JPEG);
        }
        if (scan.matches(0, "GIF87a") || scan.matches(0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (scan.matches(0, "RIFF")) {
            return scan.matches(8, "WEBP")
                    ? Optional.of(WEBP)
                    : Optional.of(AVI).filter(avi -> scan.matches(8, "AVI "));
        }
        if (scan.matches(0, EBML_SIGNATURE)) {
            return Optional.of(WEBM);
        }
        return Optional.of(MP4)
                .filter(mp4 ->
                        scan.matches(4, "ftyp") || QUICKTIME_BOXES.stream().anyMatch(box -> scan.matches(4, box)));
    }
}
