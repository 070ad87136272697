/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

import java.util.Set;

/**
 * Extracts the text of an HTML page as a browser shows it, with its headings and blocks: paragraphs are separated by an
 * empty line, list items and table rows by the end of a line, and table cells by a tab.
 */
final class HtmlReader {

    private HtmlReader() {}

    static OutlinedText read(final String html) {
        final TextCollector collector = new TextCollector();
        Jsoup.parse(html).body().filter(collector);
        return new OutlinedText(collector.text.toString(), collector.outline);
    }

    private static final class TextCollector implements NodeFilter {
        private static final Set<String> OMITTED =
                Set.of("script", "style", "template", "noscript", "iframe", "object", "svg");
        private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");
        private static final Set<String> PARAGRAPHS = Set.of(
                "address",
                "article",
                "aside",
                "blockquote",
                "caption",
                "center",
                "details",
                "dialog",
                "div",
                "dl",
                "fieldset",
                "figcaption",
                "figure",
                "footer",
                "form",
                "header",
                "hr",
                "main",
                "menu",
                "nav",
                "ol",
                "p",
                "pre",
                "section",
                "summary",
                "table",
                "ul");
        private static final Set<String> LINES = Set.of("dd", "dt", "legend", "li", "option", "tr");
        private static final Set<String> CELLS = Set.of("td", "th");
        private static final Set<String> PREFORMATTED = Set.of("pre", "textarea");

        private final StringBuilder text = new StringBuilder();
        private final Outline outline = new Outline();
        /** What separates the next text from the text so far. */
        private String separator = "";

        private Boundary next = Boundary.NONE;
        private int preformatted;

        @Override
        public FilterResult head(final Node node, final int depth) {
            if (node instanceof final TextNode content) {
                append(content.getWholeText());
            } else if (node instanceof final Element element) {
                if (OMITTED.contains(element.normalName())) {
                    return FilterResult.SKIP_ENTIRELY;
                }
                begin(element.normalName());
            }

            return FilterResult.CONTINUE;
        }

        private void begin(final String name) {
            if (HEADINGS.contains(name)) {
                separate("\n\n", Boundary.heading(name.charAt(1) - '0'));
            } else if (PARAGRAPHS.contains(name)) {
                separate("\n\n", Boundary.BLOCK);
            } else if (LINES.contains(name)) {
                separate("\n", Boundary.BLOCK);
            } else if (CELLS.contains(name)) {
                separate("\t", Boundary.NONE);
            } else if ("br".equals(name)) {
                // two of them separate paragraphs
                separate(separator.startsWith("\n") ? "\n\n" : "\n", Boundary.NONE);
            }
            preformatted += PREFORMATTED.contains(name) ? 1 : 0;
        }

        @Override
        public FilterResult tail(final Node node, final int depth) {
            if (node instanceof final Element element) {
                final String name = element.normalName();
                if (HEADINGS.contains(name)) {
                    // an empty heading is none
                    next = Boundary.BLOCK;
                    separate("\n\n", Boundary.BLOCK);
                } else if (PARAGRAPHS.contains(name)) {
                    separate("\n\n", Boundary.BLOCK);
                } else if (LINES.contains(name)) {
                    separate("\n", Boundary.BLOCK);
                }
                preformatted -= PREFORMATTED.contains(name) ? 1 : 0;
            }

            return FilterResult.CONTINUE;
        }

        private void separate(final String by, final Boundary boundary) {
            separator = rank(by) > rank(separator) ? by : separator;
            next = boundary.isAtLeast(next) ? boundary : next;
        }

        private static int rank(final String separator) {
            return switch (separator) {
                case "" -> 0;
                case " " -> 1;
                case "\t" -> 2;
                case "\n" -> 3;
                default -> 4;
            };
        }

        private void append(final String content) {
            if (preformatted > 0) {
                if (!content.isEmpty()) {
                    start();
                    text.append(content);
                }
                return;
            }

            for (int i = 0; i < content.length(); i++) {
                final char character = content.charAt(i);
                if (isCollapsed(character)) {
                    separate(" ", Boundary.NONE);
                } else {
                    start();
                    text.append(character);
                }
            }
        }

        private void start() {
            if (!text.isEmpty()) {
                text.append(separator);
            }
            if (next != Boundary.NONE) {
                outline.add(text.length(), next);
            }
            separator = "";
            next = Boundary.NONE;
        }

        // other white space, such as a no-break space, is kept
        private static boolean isCollapsed(final char character) {
            return character == ' ' || character == '\n' || character == '\t' || character == '\r' || character == '\f';
        }
    }
}
