/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import dev.nifivoyage.local.media.ContentPart;
import dev.nifivoyage.local.media.MediaException;
import dev.nifivoyage.local.media.MediaLoader;

/**
 * A part of an input as the request has it: a text, base64, or a URL.
 *
 * @param position for instance {@code inputs[3].content[1]}
 * @param value not empty
 */
record ContentSource(String position, ContentType type, String value) {

    /**
     * Loads the part, which may download it.
     *
     * @throws dev.nifivoyage.local.error.ApiError 400 with the position and the reason
     */
    ContentPart load() {
        if (type == ContentType.TEXT) {
            return new ContentPart.Text(value);
        }
        try {
            return type.isVideo() ? MediaLoader.video(value, type.isUrl()) : MediaLoader.image(value, type.isUrl());
        } catch (final MediaException e) {
            throw Parameters.rejected("Value of argument '" + position + "' is not a valid "
                    + (type.isVideo() ? "video" : "image") + ": " + e.getMessage());
        }
    }
}
