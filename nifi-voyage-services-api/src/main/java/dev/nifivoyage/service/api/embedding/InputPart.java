/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import java.util.Arrays;

/**
 * A part of a multimodal input. Source: Voyage's reference of {@code POST /v1/multimodalembeddings}.
 */
public sealed interface InputPart {

    /**
     * @param text not empty
     */
    record Text(String text) implements InputPart {}

    /**
     * An image or video by its bytes, sent as Base64.
     *
     * @param kind image or video
     * @param mimeType such as {@code image/png}
     * @param bytes not copied, and must not be changed
     */
    record Media(MediaKind kind, String mimeType, byte[] bytes) implements InputPart {

        @Override
        public boolean equals(final Object other) {
            return other instanceof final Media media
                    && kind == media.kind
                    && mimeType.equals(media.mimeType)
                    && Arrays.equals(bytes, media.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "%s of %d bytes".formatted(mimeType, bytes.length);
        }
    }

    /**
     * An image or video that Voyage downloads.
     *
     * @param kind image or video
     * @param url of the image or video, {@code http} or {@code https}
     */
    record MediaUrl(MediaKind kind, String url) implements InputPart {}
}
