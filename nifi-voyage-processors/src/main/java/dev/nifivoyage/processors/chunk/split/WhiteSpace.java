/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

/**
 * White space around a chunk, which is not part of it. All of it is in the Basic Multilingual Plane.
 */
final class WhiteSpace {
    private static final char NEXT_LINE = '\u0085';
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private WhiteSpace() {}

    static boolean is(final char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == NEXT_LINE;
    }

    static boolean endsLine(final char character) {
        return character == '\n' || character == '\r' || character == NEXT_LINE || character == LINE_SEPARATOR;
    }

    static boolean endsParagraph(final char character) {
        return character == '\f' || character == PARAGRAPH_SEPARATOR;
    }

    /**
     * Returns the position of the next visible character, or the end of the text.
     */
    static int skip(final String text, final int from) {
        int at = from;
        while (at < text.length() && is(text.charAt(at))) {
            at++;
        }

        return at;
    }

    /**
     * Returns the position after the last visible character of a range, or its start.
     */
    static int trim(final String text, final int start, final int end) {
        int at = end;
        while (at > start && is(text.charAt(at - 1))) {
            at--;
        }

        return at;
    }
}
