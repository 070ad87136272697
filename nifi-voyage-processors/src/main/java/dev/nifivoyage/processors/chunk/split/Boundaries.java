/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The strongest boundary at each position of a text, in one byte each.
 */
final class Boundaries {
    /** What a reader sees as one character (extended grapheme cluster, UAX #29), such as an emoji of several people. */
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    private static final Boundary[] BOUNDARIES = Boundary.values();

    private final byte[] strengths;

    private Boundaries(final int length) {
        this.strengths = new byte[length + 1];
    }

    static Boundaries of(final OutlinedText outlined) {
        final String text = outlined.text();
        final Boundaries boundaries = new Boundaries(text.length());
        // not BreakIterator, which lists all of them on the heap
        final Matcher characters = CHARACTER.matcher(text);
        while (characters.find()) {
            boundaries.strengths[characters.end()] = (byte) Boundary.CHARACTER.ordinal();
        }
        boundaries.addWords(text);
        boundaries.addLines(text);
        boundaries.addSentences(text);
        outlined.outline().entries().forEach(entry -> boundaries.add(entry.position(), entry.boundary()));
        outlined.outline().headings().forEach(boundaries::join);
        return boundaries;
    }

    private void addWords(final String text) {
        final BreakIterator places = BreakIterator.getLineInstance(Locale.ROOT);
        places.setText(text);
        for (int at = places.first(); at != BreakIterator.DONE; at = places.next()) {
            add(at, at > 0 && WhiteSpace.is(text.charAt(at - 1)) ? Boundary.WORD : Boundary.LINE_BREAK);
        }
    }

    private void addLines(final String text) {
        for (int i = 0; i < text.length(); i++) {
            if (WhiteSpace.endsLine(text.charAt(i))) {
                add(i + 1, Boundary.LINE);
            }
        }
    }

    private void addSentences(final String text) {
        final BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        for (int at = sentences.first(); at != BreakIterator.DONE; at = sentences.next()) {
            add(at, Boundary.SENTENCE);
        }
    }

    // the rules for words and sentences are older than emoji, and might divide one
    private void add(final int position, final Boundary boundary) {
        final Boundary present = at(position);
        if (present != Boundary.NONE && boundary.isAtLeast(present)) {
            strengths[position] = (byte) boundary.ordinal();
        }
    }

    // any word below a heading is a better end than the heading
    private void join(final TextSpan heading) {
        for (int at = heading.start() + 1; at <= heading.end(); at++) {
            strengths[at] = (byte) Math.min(strengths[at], Boundary.LINE_BREAK.ordinal());
        }
    }

    Boundary at(final int position) {
        return BOUNDARIES[strengths[position]];
    }

    /**
     * Returns the last of the strongest boundaries in a range, or {@code after} if there is none.
     *
     * @param after exclusive
     * @param last inclusive
     */
    int strongest(final int after, final int last) {
        int strongest = after;
        int strength = Boundary.NONE.ordinal();
        for (int at = last; at > after; at--) {
            if (strengths[at] > strength) {
                strongest = at;
                strength = strengths[at];
            }
        }

        return strongest;
    }

    /**
     * Returns the first boundary in a range that is strong enough, or -1 if there is none.
     *
     * @param first inclusive
     * @param end exclusive
     */
    int first(final int first, final int end, final Boundary least) {
        for (int at = first; at < end; at++) {
            if (strengths[at] >= least.ordinal()) {
                return at;
            }
        }

        return -1;
    }
}
