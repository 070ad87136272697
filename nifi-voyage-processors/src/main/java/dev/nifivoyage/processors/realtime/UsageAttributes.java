/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.cost.RealTimeCost;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What embedding a FlowFile cost and saved, as attributes.
 */
public final class UsageAttributes {

    private UsageAttributes() {
    }

    /**
     * The attributes.
     *
     * @param tokens billed tokens
     * @param hits texts found in the cache
     * @param tokensSaved tokens that were not billed because of that
     */
    public static Map<String, String> of(final long tokens, final long hits, final long tokensSaved, final Optional<RealTimeCost> cost) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(tokens));
        attributes.put(VoyageAttributes.CACHE_HITS, Long.toString(hits));
        attributes.put(VoyageAttributes.CACHE_TOKENS_SAVED, Long.toString(tokensSaved));
        cost.ifPresent(known -> {
            attributes.put(VoyageAttributes.COST, known.cost().toPlainString());
            attributes.put(VoyageAttributes.COST_SAVED, known.saved().toPlainString());
        });
        return attributes;
    }
}
