/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import org.apache.nifi.components.DescribedValue;

/**
 * The formats of a text.
 */
public enum TextFormat implements DescribedValue {
    PLAIN_TEXT("Plain Text", "Paragraphs are separated by empty lines or form feeds") {
        @Override
        OutlinedText outline(final String text) {
            return PlainTextReader.read(text);
        }
    },
    MARKDOWN("Markdown", "Headings and blocks are those of CommonMark. Chunks are Markdown, as it is in the text") {
        @Override
        OutlinedText outline(final String text) {
            return MarkdownReader.read(text);
        }
    },
    HTML(
            "HTML",
            "Chunks, and the positions in chunk_start and chunk_end, are those of the text that is extracted from the page, without tags, scripts, and styles") {
        @Override
        OutlinedText outline(final String text) {
            return HtmlReader.read(text);
        }
    };

    private final String displayName;
    private final String description;

    TextFormat(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * Finds the headings and blocks of a text.
     */
    abstract OutlinedText outline(String text);

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
