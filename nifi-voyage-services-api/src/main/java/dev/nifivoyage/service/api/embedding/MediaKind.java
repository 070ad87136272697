/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

/**
 * The kinds of media in a multimodal input.
 */
public enum MediaKind {
    IMAGE("image"),
    VIDEO("video");

    private final String prefix;

    MediaKind(final String prefix) {
        this.prefix = prefix;
    }

    /**
     * Returns the type of a part whose media has a URL: {@code image_url} or {@code video_url}.
     */
    public String urlType() {
        return prefix + "_url";
    }

    /**
     * Returns the type of a part with the bytes: {@code image_base64} or {@code video_base64}.
     */
    public String base64Type() {
        return prefix + "_base64";
    }
}
