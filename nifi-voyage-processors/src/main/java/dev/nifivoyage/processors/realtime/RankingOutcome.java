/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.response.Ranking;

/**
 * What became of a query.
 *
 * @param ranking its documents, or null
 * @param error why there is no ranking, or null
 */
record RankingOutcome(Ranking ranking, RecordError error) {

    static RankingOutcome of(final Ranking ranking) {
        return new RankingOutcome(ranking, null);
    }

    static RankingOutcome rejected(final RecordError error) {
        return new RankingOutcome(null, error);
    }

    /**
     * How many documents are held; at least one.
     */
    int size() {
        return ranking == null ? 1 : ranking.documents().size();
    }
}
