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

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecentRankingsTest {
    private static final RequestKey.Deriver KEYS =
            RequestKey.deriver(BatchEndpoint.RERANK.path(), new RerankParameters("", "rerank-2.5", null, false, true));

    private final RecentRankings recent = new RecentRankings();

    @Test
    void evictsTheLeastRecentlyUsed() {
        final int fitting = RecentRankings.MAXIMUM_DOCUMENTS / 1_000;
        for (int i = 0; i < fitting; i++) {
            recent.add(key(i), ranking(1_000));
        }
        assertTrue(recent.find(key(0)).isPresent());
        recent.add(key(fitting), ranking(1_000));

        assertTrue(recent.find(key(0)).isPresent());
        assertTrue(recent.find(key(1)).isEmpty());
        assertTrue(recent.find(key(2)).isPresent());
        assertTrue(recent.find(key(fitting)).isPresent());
    }

    @Test
    void keepsRejectionsToo() {
        final RankingOutcome rejection = new RankingOutcome.Rejected(new RecordError("http_400", "too long"));
        recent.add(key(1), rejection);

        assertSame(rejection, recent.find(key(1)).orElseThrow());
    }

    private static RequestKey key(final int number) {
        return KEYS.ofQuery("query " + number, List.of("document"));
    }

    private static RankingOutcome ranking(final int documents) {
        final List<RerankResponse.Ranked> ranked = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            ranked.add(new RerankResponse.Ranked(i, 1.0 / (i + 1), null));
        }

        return new RankingOutcome.Ranked(Ranking.of(new RerankResponse(ranked, 1)));
    }
}
