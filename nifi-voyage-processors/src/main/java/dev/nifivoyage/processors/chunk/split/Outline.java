/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import java.util.ArrayList;
import java.util.List;

/**
 * The headings and blocks of a text, in its order. What follows a heading belongs to it, so no block begins there.
 */
final class Outline {
    private final List<Entry> entries = new ArrayList<>();
    private final List<TextSpan> headings = new ArrayList<>();
    private int heading = -1;
    private int afterHeading = -1;

    /**
     * A part that begins at a position.
     */
    record Entry(int position, Boundary boundary) {}

    /**
     * Adds a part.
     *
     * @param position not before that of the part added last
     */
    void add(final int position, final Boundary boundary) {
        if (position == afterHeading) {
            return;
        }

        if (heading >= 0 && position > heading) {
            headings.add(new TextSpan(heading, position));
            afterHeading = position;
            heading = -1;
        } else {
            entries.add(new Entry(position, boundary));
        }
        if (boundary.isHeading()) {
            heading = position;
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /**
     * Returns the spans from each heading to what follows it.
     */
    List<TextSpan> headings() {
        return headings;
    }
}
