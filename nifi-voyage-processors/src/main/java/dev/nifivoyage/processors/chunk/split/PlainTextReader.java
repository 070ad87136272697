/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

/**
 * Finds the paragraphs of plain text: they are separated by empty lines, form feeds, or paragraph separators.
 */
final class PlainTextReader {

    private PlainTextReader() {}

    static OutlinedText read(final String text) {
        final Outline outline = new Outline();
        int lines = 0;
        for (int i = 0; i < text.length(); i++) {
            final char character = text.charAt(i);
            if (WhiteSpace.endsParagraph(character)) {
                lines = 2;
            } else if (WhiteSpace.endsLine(character)) {
                // a carriage return and a line feed end one line
                lines += character == '\n' && i > 0 && text.charAt(i - 1) == '\r' ? 0 : 1;
            } else if (!WhiteSpace.is(character)) {
                if (lines > 1) {
                    outline.add(lineStart(text, i), Boundary.BLOCK);
                }
                lines = 0;
            }
        }

        return new OutlinedText(text, outline);
    }

    private static int lineStart(final String text, final int position) {
        int start = position;
        while (start > 0
                && !WhiteSpace.endsLine(text.charAt(start - 1))
                && !WhiteSpace.endsParagraph(text.charAt(start - 1))) {
            start--;
        }

        return start;
    }
}
