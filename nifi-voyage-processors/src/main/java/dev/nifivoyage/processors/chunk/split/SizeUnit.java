/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import dev.nifivoyage.processors.request.TokenEstimate;
import org.apache.nifi.components.DescribedValue;

/**
 * The units of the size of a text. A size is the sum of the weights of its code points.
 */
public enum SizeUnit implements DescribedValue {
    TOKENS("Tokens", "Estimated tokens: one for every three bytes of UTF-8. English has fewer tokens than estimated") {
        @Override
        int weight(final int codePoint) {
            return codePoint < ONE_BYTE ? 1 : codePoint < TWO_BYTES ? 2 : codePoint < THREE_BYTES ? 3 : 4;
        }

        @Override
        long weightOf(final int size) {
            return TokenEstimate.mostBytes(size);
        }
    },
    CHARACTERS("Characters", "UTF-16 code units, as in chunk_start and chunk_end. Most emoji have two or more") {
        @Override
        int weight(final int codePoint) {
            return Character.charCount(codePoint);
        }

        @Override
        long weightOf(final int size) {
            return size;
        }
    };

    /** The first code points with more bytes in UTF-8. */
    private static final int ONE_BYTE = 0x80;

    private static final int TWO_BYTES = 0x800;
    private static final int THREE_BYTES = 0x10000;

    private final String displayName;
    private final String description;

    SizeUnit(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    abstract int weight(int codePoint);

    /**
     * Returns the most weight of a text that is not larger than a size.
     */
    abstract long weightOf(int size);

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
