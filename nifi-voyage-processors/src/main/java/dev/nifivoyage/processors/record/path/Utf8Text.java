/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A text and its encoding in UTF-8, which is computed once for the key, the size, and the request.
 *
 * @param text without unpaired surrogates
 * @param bytes must not be modified
 */
public record Utf8Text(String text, byte[] bytes) {

    /**
     * Encodes a text; returns empty if it contains an unpaired surrogate, which is lost when encoded.
     */
    public static Optional<Utf8Text> of(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.UTF_8).equals(text)
                ? Optional.of(new Utf8Text(text, bytes))
                : Optional.empty();
    }
}
