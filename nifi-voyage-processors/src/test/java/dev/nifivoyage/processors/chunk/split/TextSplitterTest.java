/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TextSplitterTest {

    @Test
    void endsAtTheStrongestBoundary() {
        assertEquals(
                List.of("One two. Three four.", "Five six.", "Seven eight nine", "ten."),
                plain(20, 0, "One two. Three four.\n\nFive six. Seven eight nine ten."));
        assertEquals(
                List.of("One two three.", "Four five six seven", "eight nine."),
                plain(20, 0, "One two three. Four five six seven eight nine."));
    }

    @Test
    void prefersLinesToWords() {
        assertEquals(
                List.of("name, place", "Ada, London", "Grace, New", "York"),
                plain(12, 0, "name, place\nAda, London\nGrace, New York"));
    }

    @Test
    void repeatsSentencesThenWords() {
        assertEquals(
                List.of("One two. Three.", "Three. Four five.", "Four five. Six."),
                plain(18, 10, "One two. Three. Four five. Six."));
        assertEquals(
                List.of("one two three", "three four five", "five six seven"),
                plain(15, 5, "one two three four five six seven"));
        assertEquals(
                List.of("0123456789", "8901234567", "6789012345", "4567890"),
                plain(10, 2, "0123456789012345678901234567890"));
    }

    @Test
    void keepsAHeadingWithItsText() {
        final String text = """
                # Title

                ## First

                A paragraph of the first section.

                Another paragraph.

                ## Second

                - an item
                - another item
                  1. nested

                > a quote

                Third
                -----
                ```
                # no heading

                code
                more code
                ```
                """;
        assertEquals(
                List.of(
                        "# Title\n\n## First\n\nA paragraph of the first section.\n\nAnother paragraph.",
                        "## Second\n\n- an item\n- another item\n  1. nested\n\n> a quote",
                        "Third\n-----\n```\n# no heading\n\ncode\nmore code\n```"),
                chunks(TextFormat.MARKDOWN, 90, 0, text));
        assertEquals(
                List.of(
                        "# Title\n\n## First\n\nA paragraph of the first section.",
                        "Another paragraph.",
                        "## Second\n\n- an item\n- another item\n  1. nested",
                        "> a quote",
                        "Third\n-----\n```\n# no heading\n\ncode\nmore code\n```"),
                chunks(TextFormat.MARKDOWN, 54, 0, text));
    }

    @Test
    void keepsAHeadingWithALongSentence() {
        assertEquals(
                List.of("# What?\n\none two three", "four five"),
                chunks(TextFormat.MARKDOWN, 25, 0, "# What?\n\none two three four five"));
        assertEquals(
                List.of("One.", "What\n====\none two", "three four"),
                chunks(TextFormat.MARKDOWN, 20, 0, "One.\n\nWhat\n====\none two three four"));
        assertEquals(
                List.of("What?\n\none two three", "four five"),
                chunks(TextFormat.HTML, 23, 0, "<h1>What?</h1>one two three four five"));
    }

    @Test
    void splitsAtTheHighestHeading() {
        final String text = "# One\n\naaaa\n\n## Two\n\nbbbb\n\n# Three\n\ncccc\n\n## Four\n\ndddd";
        assertEquals(
                List.of("# One\n\naaaa\n\n## Two\n\nbbbb", "# Three\n\ncccc\n\n## Four\n\ndddd"),
                chunks(TextFormat.MARKDOWN, 45, 0, text));
    }

    @Test
    void extractsTheTextOfHtml() {
        final String html = """
                <html><head><title>no</title><style>p {}</style></head><body>
                <h1>A  <i>title</i></h1> <p>First &amp; <b>second</b>
                line.<br>Next.</p><script>no()</script>
                <ul><li>one<li>two</ul><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>
                <h2>Code</h2><pre>x
                  y</pre>
                </body></html>
                """;
        final ChunkedText chunked = new TextSplitter(TextFormat.HTML, SizeUnit.CHARACTERS, 60, 0).split(html);
        assertEquals("A title\n\nFirst & second line.\nNext.\n\none\ntwo\n\na\tb\nc\n\nCode\n\nx\n  y", chunked.text());
        assertEquals(
                List.of("A title\n\nFirst & second line.\nNext.\n\none\ntwo\n\na\tb\nc", "Code\n\nx\n  y"),
                chunks(chunked));
    }

    @Test
    void estimatesTokensAsEverywhere() {
        assertEquals(
                List.of("123456", "789"),
                chunks(new TextSplitter(TextFormat.PLAIN_TEXT, SizeUnit.TOKENS, 2, 0).split("123456789")));
        assertEquals(
                List.of("ÄÖÜ", "äöü"),
                chunks(new TextSplitter(TextFormat.PLAIN_TEXT, SizeUnit.TOKENS, 2, 0).split("ÄÖÜäöü")));
    }

    @Test
    void keepsCharactersOfSeveralCodePoints() {
        final String family = "👨‍👩‍👧‍👦";
        assertEquals(List.of(family, family), plain(12, 0, family + family));
        assertEquals(List.of("e\u0301", "e\u0301"), plain(3, 0, "e\u0301e\u0301"));
        // the JDK's rules for lines would divide it
        final String flag = "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F";
        assertEquals(List.of(flag, flag), plain(flag.length() + 4, 0, flag + flag));
        final List<String> parts = plain(5, 0, family);
        assertEquals(family, String.join("", parts), "it is larger than a chunk");
        assertTrue(parts.size() > 1);
    }

    @ParameterizedTest
    @EnumSource
    void takesLittleTimeForLongTexts(final TextFormat format) {
        final int length = 1 << 19;
        for (final String part :
                List.of("a", ".", " ", "\n", "\"", "> ", "- ", "<b>", "<div>", "e\u0301", "🇩🇪", "[", "A. ", "*")) {
            final String text = "x" + part.repeat(length / part.length()) + "x";
            assertTimeout(
                    Duration.ofSeconds(60),
                    () -> new TextSplitter(format, SizeUnit.TOKENS, 512, 50).split(text),
                    () -> "%s of [%s]".formatted(format, part));
        }
    }

    private static List<String> plain(final int maximum, final int overlap, final String text) {
        return chunks(TextFormat.PLAIN_TEXT, maximum, overlap, text);
    }

    private static List<String> chunks(
            final TextFormat format, final int maximum, final int overlap, final String text) {
        return chunks(new TextSplitter(format, SizeUnit.CHARACTERS, maximum, overlap).split(text));
    }

    private static List<String> chunks(final ChunkedText chunked) {
        return IntStream.range(0, chunked.spans().size())
                .mapToObj(chunked::chunk)
                .toList();
    }
}
