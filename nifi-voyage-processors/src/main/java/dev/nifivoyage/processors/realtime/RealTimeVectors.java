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

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Vectors from the cache, and from Voyage those that are not there.
 */
public final class RealTimeVectors implements GestureVectors {
    private final VectorLookup vectors;
    private final RequestLimits limits;
    private final Usage usage;

    public RealTimeVectors(final VectorLookup vectors, final RequestLimits limits, final Usage usage) {
        this.vectors = vectors;
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
     * Settles all texts, with as many requests as they need. After an exception, what was found or paid before is in the outcomes.
     *
     * @param texts distinct texts by their keys
     */
    public void find(final Map<RequestKey, String> texts, final TextOutcomes outcomes) throws IOException {
        final Map<RequestKey, String> request = new LinkedHashMap<>();
        long tokens = 0;
        for (final Map.Entry<RequestKey, String> text : texts.entrySet()) {
            final long more = TokenEstimate.ofText(text.getValue());
            if (!request.isEmpty() && (request.size() == limits.texts() || tokens + more > limits.tokens())) {
                vectors.find(request, outcomes, usage);
                request.clear();
                tokens = 0;
            }
            request.put(text.getKey(), text.getValue());
            tokens += more;
        }
        vectors.find(request, outcomes, usage);
    }

    @Override
    public long cached() {
        return usage.hits();
    }
}
