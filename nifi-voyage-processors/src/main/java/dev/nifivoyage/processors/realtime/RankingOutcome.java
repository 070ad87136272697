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
 * The outcome of a query.
 */
sealed interface RankingOutcome {

    /**
     * Returns the number of documents held in memory; at least 1.
     */
    int size();

    record Ranked(Ranking ranking) implements RankingOutcome {

        @Override
        public int size() {
            return ranking.documents().size();
        }
    }

    record Rejected(RecordError error) implements RankingOutcome {

        @Override
        public int size() {
            return 1;
        }
    }
}
