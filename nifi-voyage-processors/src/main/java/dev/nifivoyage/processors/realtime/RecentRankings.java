/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An LRU cache of the rankings of one FlowFile, so that equal queries with equal documents are sent once. Bounded by
 * the number of ranked documents, of which it holds positions and scores.
 */
final class RecentRankings {
    /** About one megabyte. */
    static final int MAXIMUM_DOCUMENTS = 20_000;

    private static final int CAPACITY = 64;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<RequestKey, RankingOutcome> outcomes = new LinkedHashMap<>(CAPACITY, LOAD_FACTOR, true);
    private int documents;

    Optional<RankingOutcome> find(final RequestKey key) {
        return Optional.ofNullable(outcomes.get(key));
    }

    /**
     * Adds an outcome under a key that is not in the cache.
     */
    void add(final RequestKey key, final RankingOutcome outcome) {
        outcomes.put(key, outcome);
        documents += outcome.size();
        final Iterator<RankingOutcome> leastRecent = outcomes.values().iterator();
        while (documents > MAXIMUM_DOCUMENTS) {
            documents -= leastRecent.next().size();
            leastRecent.remove();
        }
    }
}
