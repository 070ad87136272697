/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import org.commonmark.node.Block;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Finds the headings and blocks of Markdown (CommonMark). The text remains Markdown.
 */
final class MarkdownReader {
    private static final Parser PARSER = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            // where blocks begin does not depend on what is in them
            .inlineParserFactory(context -> (lines, node) -> {})
            .build();

    private MarkdownReader() {}

    static OutlinedText read(final String text) {
        final Outline outline = new Outline();
        final Node document = PARSER.parse(text);
        // without recursion, because blocks may be nested deeply
        Node node = document;
        while (node != null) {
            if (node instanceof Block
                    && node != document
                    && !node.getSourceSpans().isEmpty()) {
                final int start = node.getSourceSpans().getFirst().getInputIndex();
                outline.add(lineStart(text, start), boundary(node));
            }
            node = next(node, document);
        }

        return new OutlinedText(text, outline);
    }

    // headings in quotes and lists do not divide the document
    private static Boundary boundary(final Node block) {
        return block instanceof final Heading heading && block.getParent() instanceof Document
                ? Boundary.heading(heading.getLevel())
                : Boundary.BLOCK;
    }

    private static Node next(final Node node, final Node document) {
        if (node.getFirstChild() != null) {
            return node.getFirstChild();
        }

        Node at = node;
        while (at != document && at.getNext() == null) {
            at = at.getParent();
        }

        return at == document ? null : at.getNext();
    }

    // a block begins with the marker of its list or quote
    private static int lineStart(final String text, final int position) {
        int start = position;
        while (start > 0 && text.charAt(start - 1) != '\n' && text.charAt(start - 1) != '\r') {
            start--;
        }

        return start;
    }
}
