/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.Map;

/**
 * Vectors from the cache, or else from Voyage in real time.
 */
public final class RealTimeVectors implements TextVectors {
    private final VectorLookup lookup;
    private final RequestLimits limits;
    private final Usage usage;

    public RealTimeVectors(final VectorLookup lookup, final RequestLimits limits, final Usage usage) {
        this.lookup = lookup;
        this.limits = limits;
        this.usage = usage;
    }

    @Override
    public TextOutcomes find(final Map<RequestKey, String> texts) throws IOException {
        final TextOutcomes outcomes = new TextOutcomes();
        find(texts, outcomes);
        return outcomes;
    }

    /**
     * Settles all texts with as many requests as they need. After an exception, the outcomes contain what was found or
     * billed before.
     *
     * @param texts distinct texts by key
     */
    public void find(final Map<RequestKey, String> texts, final TextOutcomes outcomes) throws IOException {
        final RequestWindow<RequestKey> window = new RequestWindow<>(limits, Integer.MAX_VALUE);
        for (final Map.Entry<RequestKey, String> text : texts.entrySet()) {
            if (!window.add(text.getKey(), text.getKey(), text.getValue())) {
                lookup.find(window.texts(), outcomes, usage);
                window.clear();
                window.add(text.getKey(), text.getKey(), text.getValue());
            }
        }
        lookup.find(window.texts(), outcomes, usage);
    }

    @Override
    public long cached() {
        return usage.hits();
    }
}
