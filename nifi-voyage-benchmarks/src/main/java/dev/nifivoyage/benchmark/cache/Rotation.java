/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import java.util.List;

/**
 * Cycles through the elements of a list.
 *
 * @param <T> type of the elements
 */
final class Rotation<T> {
    private final List<T> elements;
    private int next;

    Rotation(final List<T> elements) {
        this(elements, 0);
    }

    /**
     * Starts with this element.
     */
    Rotation(final List<T> elements, final int first) {
        this.elements = elements;
        this.next = first;
    }

    T next() {
        final T element = elements.get(next);
        next = next + 1 == elements.size() ? 0 : next + 1;
        return element;
    }
}
