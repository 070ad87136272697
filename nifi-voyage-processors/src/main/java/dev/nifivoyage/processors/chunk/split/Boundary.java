/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

/**
 * What begins at a position of a text, from the weakest to the strongest.
 */
enum Boundary {
    /** Nothing: the position is within a character as a reader sees it. */
    NONE,
    CHARACTER,
    /** A place where a line may be broken, for example between Chinese characters. */
    LINE_BREAK,
    WORD,
    LINE,
    SENTENCE,
    /** A paragraph, a list item, a table row, or a block of code. */
    BLOCK,
    HEADING_6,
    HEADING_5,
    HEADING_4,
    HEADING_3,
    HEADING_2,
    HEADING_1;

    /**
     * @param level from 1 to 6
     */
    static Boundary heading(final int level) {
        return values()[HEADING_1.ordinal() - level + 1];
    }

    boolean isHeading() {
        return isAtLeast(HEADING_6);
    }

    boolean isAtLeast(final Boundary other) {
        return compareTo(other) >= 0;
    }
}
