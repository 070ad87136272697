/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

/**
 * Counts the entries of a library that are skipped because they cannot be used.
 */
final class SkippedEntries {
    private long count;
    private String first;

    /**
     * Counts a record or a text.
     *
     * @param reason names the entry and the error
     */
    void add(final String reason) {
        if (first == null) {
            first = reason;
        }
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Returns a summary for the log.
     */
    @Override
    public String toString() {
        return "Skipped entries: %d. The first is %s".formatted(count, first);
    }
}
