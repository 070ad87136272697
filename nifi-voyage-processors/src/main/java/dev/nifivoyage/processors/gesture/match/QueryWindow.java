/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that are recognised together: at most {@value #MOST_RECORDS}, with as many texts as one request takes.
 */
final class QueryWindow {
    /** Each may hold a vector of some kilobytes. */
    private static final int MOST_RECORDS = 500;

    private final RequestLimits limits;
    private final RequestKey.Deriver keys;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<RequestKey, String> texts = new LinkedHashMap<>();
    private long tokens;

    QueryWindow(final RequestLimits limits, final RequestKey.Deriver keys) {
        this.limits = limits;
        this.keys = keys;
    }

    /**
     * A record, and the key of its text or null.
     */
    record Entry(Query query, RequestKey key) {}

    /**
     * Whether the record must wait for the next chunk. An empty chunk takes any record.
     */
    boolean isFullFor(final Query query) {
        if (entries.isEmpty()) {
            return false;
        }

        return entries.size() >= MOST_RECORDS
                || query.text() != null
                        && (texts.size() >= limits.texts()
                                || tokens + TokenEstimate.ofText(query.text()) > limits.tokens());
    }

    void add(final Query query) {
        if (query.text() == null) {
            entries.add(new Entry(query, null));
            return;
        }

        final RequestKey key = keys.of(query.text());
        entries.add(new Entry(query, key));
        if (texts.putIfAbsent(key, query.text()) == null) {
            tokens += TokenEstimate.ofText(query.text());
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /**
     * The distinct texts, in the order of their first records.
     */
    Map<RequestKey, String> texts() {
        return texts;
    }

    void clear() {
        entries.clear();
        texts.clear();
        tokens = 0;
    }
}
