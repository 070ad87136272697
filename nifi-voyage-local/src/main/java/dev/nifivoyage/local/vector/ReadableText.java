/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.util.Arrays;

/**
 * A text as the tokenizer can read it, with the way back to places in the original.
 *
 * <p>An unpaired surrogate, which native code does not accept, is replaced by U+FFFD of the same length. A word of more
 * than 100 letters, which would become a single unknown token, is split by spaces.
 */
final class ReadableText {

    private static final int LONGEST_WORD = 96;
    /** A letter of another script may be taken apart into three. */
    private static final int WEIGHT_BEYOND_ASCII = 3;

    private final StringBuilder text;
    private int[] breaks = {};
    private int breakCount;

    ReadableText(final String original) {
        text = new StringBuilder(original.length() + 16);
        int wordLength = 0;
        int character;
        for (int i = 0; i < original.length(); i += Character.charCount(character)) {
            character = original.codePointAt(i);
            final boolean ascii = character < 0x80;
            if (ascii ? !Character.isLetterOrDigit(character) : Character.isWhitespace(character)) {
                wordLength = 0;
            } else {
                wordLength += ascii ? 1 : WEIGHT_BEYOND_ASCII;
                if (wordLength > LONGEST_WORD) {
                    addBreak();
                    wordLength = ascii ? 1 : WEIGHT_BEYOND_ASCII;
                }
            }
            text.appendCodePoint(Character.getType(character) == Character.SURROGATE ? 0xFFFD : character);
        }
    }

    private void addBreak() {
        if (breakCount == breaks.length) {
            breaks = Arrays.copyOf(breaks, Math.max(16, breakCount * 2));
        }
        breaks[breakCount++] = text.length();
        text.append(' ');
    }

    String text() {
        return text.toString();
    }

    /**
     * Returns the index in the original of a position in the readable text.
     *
     * @param characters position in characters (code points)
     */
    int originalIndex(final int characters) {
        final int index = text.offsetByCodePoints(0, characters);
        int broken = 0;
        while (broken < breakCount && breaks[broken] < index) {
            broken++;
        }
        return index - broken;
    }
}
