/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The formats of videos that Voyage accepts. Source: Voyage's documentation, Multimodal Embeddings.
 */
public enum VideoFormat {
    MP4("MP4", "video/mp4", Set.of("video/mp4", "video/quicktime", "video/x-m4v")),
    MOV("QuickTime", "video/quicktime", Set.of("video/mp4", "video/quicktime", "video/x-m4v")),
    WEBM("WebM", "video/webm", Set.of("video/webm", "video/x-matroska", "video/matroska")),
    MKV("Matroska", "video/x-matroska", Set.of("video/webm", "video/x-matroska", "video/matroska")),
    AVI("AVI", "video/x-msvideo", Set.of("video/x-msvideo", "video/avi", "video/msvideo", "video/vnd.avi"));

    /** Bytes in which the header of EBML names its document type. */
    private static final int EBML_HEADER = 64;

    private static final Set<String> QUICKTIME_ATOMS = Set.of("moov", "mdat", "wide", "free", "skip", "pnot");

    private final String title;
    private final String mimeType;
    private final Set<String> names;

    VideoFormat(final String title, final String mimeType, final Set<String> names) {
        this.title = title;
        this.mimeType = mimeType;
        this.names = names;
    }

    /** Returns the name of the format in a sentence. */
    public String title() {
        return title;
    }

    /** Returns the MIME type, such as {@code video/mp4}. */
    public String mimeType() {
        return mimeType;
    }

    /** Returns whether a MIME type, without parameters and in lower case, denotes this container or its variant. */
    boolean isNamed(final String type) {
        return names.contains(type);
    }

    /** Recognizes a format by its signature. */
    public static Optional<VideoFormat> of(final byte[] bytes) {
        final FileBytes file = new FileBytes(bytes);
        if (file.matches(4, "ftyp")) {
            if (ForeignContent.isImageContainer(file) || file.matches(8, "M4A")) {
                return Optional.empty();
            }
            return Optional.of(file.matches(8, "qt  ") ? MOV : MP4);
        }
        if (QUICKTIME_ATOMS.stream().anyMatch(atom -> file.matches(4, atom))) {
            return Optional.of(MOV);
        }
        if (file.matches(0, "RIFF") && file.matches(8, "AVI ")) {
            return Optional.of(AVI);
        }
        if (file.matches(0, "\u001AE\u00DF\u00A3")) {
            final String header =
                    new String(bytes, 0, Math.min(bytes.length, EBML_HEADER), StandardCharsets.ISO_8859_1);
            return header.contains("webm")
                    ? Optional.of(WEBM)
                    : Optional.of(MKV).filter(format -> header.contains("matroska"));
        }
        return Optional.empty();
    }
}
