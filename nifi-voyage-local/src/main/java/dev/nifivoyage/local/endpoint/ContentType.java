/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The types of the parts of an input; each is also the name of the field that has the value.
 */
enum ContentType {
    TEXT,
    IMAGE_URL,
    IMAGE_BASE64,
    VIDEO_URL,
    VIDEO_BASE64;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /**
     * For instance {@code image_url}.
     */
    String wireName() {
        return wireName;
    }

    boolean isVideo() {
        return this == VIDEO_URL || this == VIDEO_BASE64;
    }

    boolean isUrl() {
        return this == IMAGE_URL || this == VIDEO_URL;
    }

    boolean isBase64() {
        return this == IMAGE_BASE64 || this == VIDEO_BASE64;
    }

    static List<String> wireNames() {
        return Arrays.stream(values()).map(ContentType::wireName).toList();
    }
}
