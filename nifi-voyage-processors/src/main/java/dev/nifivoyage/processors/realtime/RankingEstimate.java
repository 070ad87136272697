/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleRequests;

/**
 * Explains what it costs to rank the documents of records like those of a sample in real time.
 */
record RankingEstimate(RealTimePrice price) implements RequestCheck.Estimate {

    @Override
    public String of(final SampleRequests sample) {
        final long requests = sample.scaled(sample.requests().size(), RequestCheck.MANY_RECORDS);
        final long tokens = sample.scaled(sample.tokens(), RequestCheck.MANY_RECORDS);
        return "The sample has %,d %s, billed as about %,d tokens with the documents. %,d records like it have about %,d tokens, %s"
                .formatted(
                        sample.requests().size(),
                        sample.requests().size() == 1 ? "query" : "queries",
                        sample.tokens(),
                        RequestCheck.MANY_RECORDS,
                        tokens,
                        price.explain(BilledUsage.ofTokens(tokens), requests));
    }
}
