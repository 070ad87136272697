/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import dev.nifivoyage.processors.record.path.BlankText;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits texts into chunks of a limited size. A chunk ends at the last of the strongest boundaries that it can reach,
 * and has no white space around it. Its size includes what it shares with the chunk before it.
 */
public final class TextSplitter {
    /** A code point has up to two estimated tokens, or two characters. */
    public static final int SMALLEST_CHUNK = 2;

    private final TextFormat format;
    private final SizeUnit unit;
    private final long maximum;
    private final long overlap;

    /**
     * @param maximum size of a chunk, at least {@value #SMALLEST_CHUNK}
     * @param overlap most that a chunk shares with the chunk before it; less than the maximum
     */
    public TextSplitter(final TextFormat format, final SizeUnit unit, final int maximum, final int overlap) {
        this.format = format;
        this.unit = unit;
        this.maximum = unit.weightOf(maximum);
        this.overlap = unit.weightOf(overlap);
    }

    /**
     * Splits a text.
     *
     * @param text without unpaired surrogates
     */
    public ChunkedText split(final String text) {
        final OutlinedText outlined = format.outline(text);
        final Splitting splitting = new Splitting(outlined);
        return new ChunkedText(outlined.text(), splitting.spans());
    }

    /**
     * The splitting of one text.
     */
    private final class Splitting {
        private final OutlinedText outlined;
        private final String text;
        private final List<TextSpan> spans = new ArrayList<>();
        private Boundaries boundaries;

        private Splitting(final OutlinedText outlined) {
            this.outlined = outlined;
            this.text = outlined.text();
        }

        private List<TextSpan> spans() {
            int start = WhiteSpace.skip(text, 0);
            // the first visible character that is in no chunk yet
            int next = start;
            while (next < text.length()) {
                final int reach = reach(start);
                if (reach < text.length() && isBetterWithoutOverlap(start, next, reach)) {
                    start = next;
                    continue;
                }
                final int end = reach == text.length() ? reach : end(next, reach);
                add(start, end);
                next = WhiteSpace.skip(text, end);
                start = overlapStart(start, end, next);
            }

            return spans;
        }

        private void add(final int start, final int end) {
            final TextSpan span = new TextSpan(start, WhiteSpace.trim(text, start, end));
            // nothing to embed: invisible characters only
            if (!BlankText.isBlank(text.substring(span.start(), span.end()))) {
                spans.add(span);
            }
        }

        private Boundaries boundaries() {
            if (boundaries == null) {
                boundaries = Boundaries.of(outlined);
            }

            return boundaries;
        }

        /**
         * Returns the last position where a chunk may end, including the white space that it would lose.
         */
        private int reach(final int start) {
            int at = start;
            long weight = 0;
            while (at < text.length()) {
                final int codePoint = text.codePointAt(at);
                weight += unit.weight(codePoint);
                if (weight > maximum) {
                    break;
                }
                at += Character.charCount(codePoint);
            }

            return WhiteSpace.skip(text, at);
        }

        private int end(final int next, final int reach) {
            final int end = boundaries().strongest(next, reach);
            // a character that is larger than a chunk, of many code points
            return end > next ? end : WhiteSpace.trim(text, next, reach);
        }

        private boolean isBetterWithoutOverlap(final int start, final int next, final int reach) {
            if (start == next) {
                return false;
            }

            final Boundary own = strength(next, reach);
            return own == Boundary.NONE
                    || own == Boundary.CHARACTER && strength(next, reach(next)) != Boundary.CHARACTER;
        }

        private Boundary strength(final int next, final int reach) {
            final int end = reach > next ? boundaries().strongest(next, reach) : next;
            return end > next ? boundaries().at(end) : Boundary.NONE;
        }

        /**
         * Returns the start of the chunk after a chunk.
         *
         * @param next the first visible character after the chunk
         */
        private int overlapStart(final int start, final int end, final int next) {
            final int last = WhiteSpace.trim(text, start, end);
            if (overlap == 0 || next == text.length()) {
                return next;
            }

            final int earliest = Math.max(start + 1, earliestOverlap(start, last));
            for (final Boundary least : List.of(Boundary.SENTENCE, Boundary.WORD, Boundary.LINE_BREAK)) {
                final int first = boundaries().first(earliest, last, least);
                if (first >= 0) {
                    return WhiteSpace.skip(text, first);
                }
            }
            // half a word is shared only if the chunk ends within it
            final int first = boundaries().at(end).isAtLeast(Boundary.LINE_BREAK)
                    ? -1
                    : boundaries().first(earliest, last, Boundary.CHARACTER);
            return first < 0 ? next : WhiteSpace.skip(text, first);
        }

        private int earliestOverlap(final int start, final int last) {
            int at = last;
            long weight = 0;
            while (at > start) {
                final int codePoint = text.codePointBefore(at);
                weight += unit.weight(codePoint);
                if (weight > overlap) {
                    break;
                }
                at -= Character.charCount(codePoint);
            }

            return at;
        }
    }
}
