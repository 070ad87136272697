/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import org.apache.nifi.components.DescribedValue;

/**
 * The layout of documents in the records.
 */
public enum DocumentLayout implements DescribedValue {
    CHUNK_ARRAY("Array of Chunks", "Each record is a document with its chunks in an array."),
    CONSECUTIVE_RECORDS(
            "Consecutive Records",
            "Each record is a chunk. Consecutive records with the same document ID are a document, as written by ChunkText and ChunkDocument."),
    WHOLE_TEXT(
            "Whole Text",
            "Each record has one text: a document, which Voyage splits into chunks, or, with an input type other than document, a text that is embedded as a whole.");

    private final String displayName;
    private final String description;

    DocumentLayout(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

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
