/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.util.Optional;
import java.util.Set;

/**
 * The formats of images that Voyage accepts. Source: Voyage's documentation, Multimodal Embeddings.
 */
public enum ImageFormat {
    PNG("PNG", "image/png", Set.of("image/x-png", "image/apng")),
    JPEG("JPEG", "image/jpeg", Set.of("image/jpg", "image/pjpeg", "image/jfif")),
    GIF("GIF", "image/gif", Set.of()),
    WEBP("WebP", "image/webp", Set.of());

    private final String title;
    private final String mimeType;
    private final Set<String> aliases;

    ImageFormat(final String title, final String mimeType, final Set<String> aliases) {
        this.title = title;
        this.mimeType = mimeType;
        this.aliases = aliases;
    }

    /** Returns the name of the format in a sentence. */
    public String title() {
        return title;
    }

    /** Returns the registered MIME type, such as {@code image/png}. */
    public String mimeType() {
        return mimeType;
    }

    /** Returns whether a MIME type, without parameters and in lower case, denotes this format. */
    boolean isNamed(final String type) {
        return mimeType.equals(type) || aliases.contains(type);
    }

    /** Recognizes a format by its signature. */
    public static Optional<ImageFormat> of(final byte[] bytes) {
        final FileBytes file = new FileBytes(bytes);
        if (file.matches(0, "\u0089PNG\r\n\u001A\n")) {
            return Optional.of(PNG);
        }
        if (file.matches(0, "\u00FF\u00D8\u00FF")) {
            return Optional.of(JPEG);
        }
        if (file.matches(0, "GIF87a") || file.matches(0, "GIF89a")) {
            return Optional.of(GIF);
        }
        return file.matches(0, "RIFF") && file.matches(8, "WEBP") ? Optional.of(WEBP) : Optional.empty();
    }
}
