/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.realtime.InputOutcomes;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The vectors of the texts of a library, kept between attempts to load it, so that texts are not billed again because a
 * later request or check failed. Not thread-safe.
 */
final class PaidTexts {
    private InputOutcomes outcomes = new InputOutcomes();

    /**
     * Settles texts. After an exception, the texts that were billed before are kept.
     *
     * @param source source of other texts
     * @return the outcomes of these texts, and possibly of others
     */
    InputOutcomes find(final Map<RequestKey, EmbeddingInput> texts, final RealTimeVectors source) throws IOException {
        final Map<RequestKey, EmbeddingInput> missing = new LinkedHashMap<>(texts);
        missing.keySet().removeIf(outcomes::isSettled);
        if (!missing.isEmpty()) {
            source.find(missing, outcomes);
        }
        return outcomes;
    }

    /**
     * Removes all texts except these.
     */
    void retain(final Set<RequestKey> keys) {
        outcomes.retain(keys);
    }

    void clear() {
        outcomes = new InputOutcomes();
    }
}
