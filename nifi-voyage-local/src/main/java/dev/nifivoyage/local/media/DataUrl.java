/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

import java.util.Base64;
import java.util.Locale;

/**
 * Base64 as in a request: with the prefix of a data URL, {@code data:image/png;base64,}, or without.
 *
 * @param mimeType in lower case, or null without a prefix
 */
record DataUrl(String mimeType, byte[] bytes) {

    private static final String START = "data:";
    private static final String END = ";base64";

    /**
     * @throws MediaException if it is malformed, or has more bytes than allowed
     */
    static DataUrl parse(final String text) {
        final boolean prefixed = text.regionMatches(true, 0, START, 0, START.length());
        final int comma = prefixed ? text.indexOf(',') : -1;
        final String header = prefixed && comma > 0 ? text.substring(START.length(), comma) : "";
        if (prefixed && !header.toLowerCase(Locale.ROOT).endsWith(END)) {
            throw new MediaException("its data URL does not start like 'data:image/png;base64,'");
        }
        // before decoding, so that nothing of that size is copied
        final int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        MediaLimits.checkBytes(Math.max(1, (text.length() - comma - 1) * 3L / 4 - padding));
        final byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.substring(comma + 1));
        } catch (final IllegalArgumentException e) {
            throw new MediaException("it is not valid base64", e);
        }
        return new DataUrl(prefixed ? header.split(";", 2)[0].toLowerCase(Locale.ROOT) : null, bytes);
    }
}
