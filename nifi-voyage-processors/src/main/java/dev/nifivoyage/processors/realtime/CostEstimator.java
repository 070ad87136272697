/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Estimates what will be billed for inputs: those that are not in the cache, once per request. Not thread-safe.
 */
final class CostEstimator {
    private final EmbeddingOptions options;
    private final PaidVectors paid;
    private final RequestKey.Deriver keys;
    private BilledUsage usage = BilledUsage.NONE;

    /**
     * @param paid vectors of earlier attempts, which are not billed again
     */
    CostEstimator(final EmbeddingOptions options, final PaidVectors paid) {
        this.options = options;
        this.paid = paid;
        this.keys = options.keys();
    }

    /**
     * Adds the inputs of all records.
     */
    void add(final InputRecords records, final InputReader inputs, final RequestLimits limits)
            throws IOException, MalformedRecordException {
        final RequestWindow<Boolean> window = RecordEmbedder.window(limits);
        InputRecord record;
        while ((record = records.next()) != null) {
            final RecordInput input = inputs.read(record);
            if (!add(input, window)) {
                add(window.inputs());
                window.clear();
                add(input, window);
            }
        }
        add(window.inputs());
    }

    // like the windows in which the records are embedded, because equal inputs are billed once for each of them
    private boolean add(final RecordInput input, final RequestWindow<Boolean> window) {
        return switch (input) {
            case final RecordInput.Unusable unusable -> window.add(false, unusable.bytes());
            case RecordInput.Usable(final EmbeddingInput usable) -> window.add(true, usable.key(keys), usable);
        };
    }

    /**
     * Adds one input.
     */
    void add(final EmbeddingInput input) {
        add(Map.of(input.key(keys), input));
    }

    /**
     * Returns the estimate of all inputs.
     */
    BilledUsage usage() {
        return usage;
    }

    private void add(final Map<RequestKey, EmbeddingInput> inputs) {
        final Set<RequestKey> cached = inputs.isEmpty()
                ? Set.of()
                : options.cache()
                        .map(cache -> cache.getAll(options.parameters(), inputs.keySet())
                                .keySet())
                        .orElse(Set.of());
        inputs.forEach((key, input) -> {
            if (!cached.contains(key) && paid.find(key) == null) {
                usage = usage.plus(input.estimatedUsage());
            }
        });
    }
}
