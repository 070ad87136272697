/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.ledger;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Counts HTTP requests, including rejected ones, by method and path with {@code *} for an ID, such as
 * {@code GET /v1/batches/*}. Thread-safe.
 */
public final class RequestCounter {
    private static final Pattern ID = Pattern.compile("/(?:file|batch)-[^/]+");

    /** Limits the memory used by a client that requests ever new paths. */
    private static final int MAXIMUM_PATHS = 1_000;

    private static final String OTHERS = "others";

    private final SortedMap<String, Long> counts = new TreeMap<>();

    public synchronized void count(final String method, final String path) {
        final String name = method + " " + ID.matcher(path).replaceAll("/*");
        counts.merge(counts.size() < MAXIMUM_PATHS || counts.containsKey(name) ? name : OTHERS, 1L, Long::sum);
    }

    /**
     * Returns the counts since the last reset.
     */
    public synchronized SortedMap<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    /**
     * All requests since the last reset.
     */
    public synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public synchronized void reset() {
        counts.clear();
    }
}
