/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries that wait for the vectors of their inputs, as many as fit into one request. An input that is already in
 * the window takes no room.
 *
 * @param <T> an entry
 */
public final class RequestWindow<T> {
    private final RequestLimits limits;
    private final int maximumEntries;
    private final List<Entry<T>> entries = new ArrayList<>();
    private final Map<RequestKey, EmbeddingInput> inputs = new LinkedHashMap<>();
    private long tokens;
    private long bytes;

    public RequestWindow(final RequestLimits limits, final int maximumEntries) {
        this.limits = limits;
        this.maximumEntries = maximumEntries;
    }

    /**
     * An entry and its input.
     *
     * @param key of the input, or null if there is none
     */
    public record Entry<T>(T value, RequestKey key) {}

    /**
     * Adds an entry without an input, unless the window is full. An empty window accepts any entry.
     *
     * @return whether the entry was added
     */
    public boolean add(final T value) {
        return add(value, 0);
    }

    /**
     * Adds an entry without an input, unless the window is full. An empty window accepts any entry.
     *
     * @param moreBytes number of bytes that the entry holds
     * @return whether the entry was added
     */
    public boolean add(final T value, final long moreBytes) {
        if (!entries.isEmpty() && (entries.size() >= maximumEntries || bytes + moreBytes > limits.bytes())) {
            return false;
        }

        bytes += moreBytes;
        return entries.add(new Entry<>(value, null));
    }

    /**
     * Adds an entry with its input, unless the window is full. An empty window accepts any entry.
     *
     * @return whether the entry was added
     */
    public boolean add(final T value, final RequestKey key, final EmbeddingInput input) {
        final boolean isNew = !inputs.containsKey(key);
        final long moreTokens = isNew ? input.estimatedTokens() : 0;
        // the entry of an input that is not new has its bytes as well
        final long moreBytes = input.bytes();
        final boolean fits = bytes + moreBytes <= limits.bytes()
                && (!isNew || inputs.size() < limits.inputs() && tokens + moreTokens <= limits.tokens());
        if (!entries.isEmpty() && (entries.size() >= maximumEntries || !fits)) {
            return false;
        }

        entries.add(new Entry<>(value, key));
        if (isNew) {
            inputs.put(key, input);
            tokens += moreTokens;
        }
        bytes += moreBytes;
        return true;
    }

    public List<Entry<T>> entries() {
        return entries;
    }

    /**
     * Returns the distinct inputs in the order of their first entries.
     */
    public Map<RequestKey, EmbeddingInput> inputs() {
        return inputs;
    }

    public void clear() {
        entries.clear();
        inputs.clear();
        tokens = 0;
        bytes = 0;
    }
}
