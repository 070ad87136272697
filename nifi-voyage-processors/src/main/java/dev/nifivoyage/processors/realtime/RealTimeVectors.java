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

import java.io.IOException;
import java.util.Map;

/**
 * Vectors from the cache, or else from Voyage in real time.
 */
public final class RealTimeVectors implements InputVectors {
    private final VectorLookup lookup;
    private final RequestLimits limits;
    private final Usage usage;

    public RealTimeVectors(final VectorLookup lookup, final RequestLimits limits, final Usage usage) {
        this.lookup = lookup;
        this.limits = limits;
        this.usage = usage;
    }

    @Override
    public InputOutcomes find(final Map<RequestKey, EmbeddingInput> inputs) throws IOException {
        final InputOutcomes outcomes = new InputOutcomes();
        find(inputs, outcomes);
        return outcomes;
    }

    /**
     * Settles all inputs with as many requests as they need. After an exception, the outcomes contain what was found or
     * billed before.
     *
     * @param inputs distinct inputs by key
     */
    public void find(final Map<RequestKey, EmbeddingInput> inputs, final InputOutcomes outcomes) throws IOException {
        final RequestWindow<RequestKey> window = new RequestWindow<>(limits, Integer.MAX_VALUE);
        for (final Map.Entry<RequestKey, EmbeddingInput> input : inputs.entrySet()) {
            if (!window.add(input.getKey(), input.getKey(), input.getValue())) {
                lookup.find(window.inputs(), outcomes, usage);
                window.clear();
                window.add(input.getKey(), input.getKey(), input.getValue());
            }
        }
        lookup.find(window.inputs(), outcomes, usage);
    }

    @Override
    public long cached() {
        return usage.hits();
    }
}
