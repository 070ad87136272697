/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

/**
 * Recognizes texts without visible characters. In addition to Java's white space these consist of no-break spaces and
 * invisible characters, such as byte order marks and zero-width spaces.
 */
public final class BlankText {
    private static final int BRAILLE_BLANK = 0x2800;
    private static final int HANGUL_FILLER = 0x3164;

    private BlankText() {}

    /**
     * Returns whether a text has no visible characters.
     */
    public static boolean isBlank(final String text) {
        // a stream takes longer than the first character, which usually decides
        int at = 0;
        while (at < text.length()) {
            final int character = text.codePointAt(at);
            if (!isBlank(character)) {
                return false;
            }
            at += Character.charCount(character);
        }
        return true;
    }

    private static boolean isBlank(final int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT
                || character == BRAILLE_BLANK
                || character == HANGUL_FILLER;
    }
}
