/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

/**
 * Tokens without a vocabulary: words in pieces of at most five ASCII letters or digits, every other character that is
 * not white space alone. A cheap estimate of subword tokens: close for English, too high for other scripts.
 */
final class TokenEstimate {

    private static final int LONGEST_PIECE = 5;

    private TokenEstimate() {}

    /**
     * At least 1 for any text that is not empty.
     */
    static int count(final String text) {
        int tokens = 0;
        int position = 0;
        while (true) {
            position = start(text, position);
            if (position == text.length()) {
                return text.isEmpty() ? 0 : Math.max(1, tokens);
            }
            position = end(text, position);
            tokens++;
        }
    }

    /**
     * Truncates a text after a number of tokens, never inside a surrogate pair.
     */
    static String truncate(final String text, final int maximumTokens) {
        if (maximumTokens <= 0) {
            return "";
        }
        int position = 0;
        for (int tokens = 0; tokens < maximumTokens; tokens++) {
            position = start(text, position);
            if (position == text.length()) {
                return text;
            }
            position = end(text, position);
        }
        return start(text, position) == text.length() ? text : text.substring(0, position);
    }

    private static int start(final String text, final int from) {
        int position = from;
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return position;
    }

    private static int end(final String text, final int start) {
        int position = start;
        while (position < text.length() && position - start < LONGEST_PIECE && isPlain(text.charAt(position))) {
            position++;
        }
        return position > start ? position : start + Character.charCount(text.codePointAt(start));
    }

    private static boolean isPlain(final char letter) {
        return letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9';
    }
}
