/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries that wait for the vectors of their texts, as many as fit into one request. A text that is already in the
 * window takes no room.
 *
 * @param <T> an entry
 */
public final class RequestWindow<T> {
    private final RequestLimits limits;
    private final int maximumEntries;
    private final List<Entry<T>> entries = new ArrayList<>();
    private final Map<RequestKey, String> texts = new LinkedHashMap<>();
    private long tokens;

    public RequestWindow(final RequestLimits limits, final int maximumEntries) {
        this.limits = limits;
        this.maximumEntries = maximumEntries;
    }

    /**
     * An entry and its text.
     *
     * @param key of the text, or null if there is none
     */
    public record Entry<T>(T value, RequestKey key) {}

    /**
     * Adds an entry without a text, unless the window is full. An empty window accepts any entry.
     *
     * @return whether the entry was added
     */
    public boolean add(final T value) {
        if (entries.size() >= maximumEntries) {
            return false;
        }

        return entries.add(new Entry<>(value, null));
    }

    /**
     * Adds an entry with its text, unless the window is full. An empty window accepts any entry.
     *
     * @return whether the entry was added
     */
    public boolean add(final T value, final RequestKey key, final String text) {
        final boolean isNew = !texts.containsKey(key);
        final long added = isNew ? TokenEstimate.ofText(text) : 0;
        final boolean fits = !isNew || texts.size() < limits.texts() && tokens + added <= limits.tokens();
        if (!entries.isEmpty() && (entries.size() >= maximumEntries || !fits)) {
            return false;
        }

        entries.add(new Entry<>(value, key));
        if (isNew) {
            texts.put(key, text);
            tokens += added;
        }
        return true;
    }

    public List<Entry<T>> entries() {
        return entries;
    }

    /**
     * Returns the distinct texts in the order of their first entries.
     */
    public Map<RequestKey, String> texts() {
        return texts;
    }

    public void clear() {
        entries.clear();
        texts.clear();
        tokens = 0;
    }
}
