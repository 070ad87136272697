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
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.api.embedding.RerankParameters;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

class RecentRankingsTest {
    private static final RequestKey.Deriver KEYS =
            RequestKey.deriver(BatchEndpoint.RERANK.path(), new RerankParameters("", "rerank-2.5", null, false, true));

    private final RecentRankings recent = new RecentRankings();

    @Test
    void forgetsWhatWasNotUsedForLongest() {
        final int fitting = RecentRankings.MAXIMUM_DOCUMENTS / 1_000;
        for (int i = 0; i < fitting; i++) {
            recent.add(key(i), ranking(1_000));
        }
        assertNotNull(recent.find(key(0)));
        recent.add(key(fitting), ranking(1_000));

        assertNotNull(recent.find(key(0)));
        assertNull(recent.find(key(1)));
        assertNotNull(recent.find(key(2)));
        assertNotNull(recent.find(key(fitting)));
    }

    @Test
    void keepsRejectionsToo() {
        final RankingOutcome rejection = RankingOutcome.rejected(new RecordError("http_400", "too long"));
        recent.add(key(1), rejection);

        assertSame(rejection, recent.find(key(1)));
    }

    private static RequestKey key(final int number) {
        return KEYS.ofQuery("query " + number, List.of("document"));
    }

    private static RankingOutcome ranking(final int documents) {
        final List<RerankResponse.Ranked> ranked = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            ranked.add(new RerankResponse.Ranked(i, 1.0 / (i + 1), null));
        }

        return RankingOutcome.of(Ranking.of(new RerankResponse(ranked, 1)));
    }
}
