/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import dev.nifivoyage.processors.record.path.BlankText;
import dev.nifivoyage.processors.request.TokenEstimate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Any text, in any format, is in its chunks completely and in order, and no character is cut.
 */
class AnyTextSplitTest {
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    @Property(tries = 2000, seed = "3771461506458721390")
    void chunksAreTheirText(
            @ForAll final TextFormat format,
            @ForAll final SizeUnit unit,
            @ForAll("texts") final String text,
            @ForAll @IntRange(min = TextSplitter.SMALLEST_CHUNK, max = 40) final int maximum,
            @ForAll @IntRange(max = 99) final int overlapPercent) {
        final int overlap = maximum * overlapPercent / 100;
        final ChunkedText chunked = new TextSplitter(format, unit, maximum, overlap).split(text);

        if (format != TextFormat.HTML) {
            assertEquals(text, chunked.text());
        }
        final List<TextSpan> spans = chunked.spans();
        int covered = 0;
        for (int i = 0; i < spans.size(); i++) {
            final TextSpan span = spans.get(i);
            final String chunk = chunked.chunk(i);
            assertEquals(chunked.text().substring(span.start(), span.end()), chunk);
            assertEquals(chunk.strip(), chunk);
            assertFalse(BlankText.isBlank(chunk));
            assertTrue(size(unit, chunk) <= maximum, () -> "%s is larger than %d".formatted(chunk, maximum));
            if (i > 0) {
                final TextSpan before = spans.get(i - 1);
                assertTrue(span.start() > before.start() && span.end() > before.end(), "order");
                if (span.start() < before.end()) {
                    final String shared = chunked.text().substring(span.start(), before.end());
                    assertTrue(size(unit, shared) <= overlap, () -> "shares %s".formatted(shared));
                }
            }
            if (span.start() > covered) {
                assertInvisible(chunked.text().substring(covered, span.start()));
            }
            covered = span.end();
        }
        assertInvisible(chunked.text().substring(covered));
        assertWholeCharacters(chunked, unit, maximum);
    }

    @Provide
    Arbitrary<String> texts() {
        return AnyTexts.texts();
    }

    private static long size(final SizeUnit unit, final String text) {
        return unit == SizeUnit.TOKENS ? TokenEstimate.ofText(text) : text.length();
    }

    private static void assertInvisible(final String gap) {
        assertTrue(BlankText.isBlank(gap), () -> "lost: [%s]".formatted(gap));
    }

    // a character may have white space, for example before an accent, which is not part of a chunk
    private static void assertWholeCharacters(final ChunkedText chunked, final SizeUnit unit, final int maximum) {
        final Matcher characters = CHARACTER.matcher(chunked.text());
        while (characters.find()) {
            final String character = characters.group();
            final boolean isSplittable =
                    size(unit, character) > maximum || character.chars().anyMatch(edge -> WhiteSpace.is((char) edge));
            for (final TextSpan span : chunked.spans()) {
                for (final int edge : List.of(span.start(), span.end())) {
                    if (edge > characters.start() && edge < characters.end()) {
                        assertTrue(isSplittable, () -> "cut: %s".formatted(character));
                        assertFalse(
                                Character.isSurrogatePair(
                                        chunked.text().charAt(edge - 1),
                                        chunked.text().charAt(edge)),
                                "half a code point");
                    }
                }
            }
        }
    }
}
