/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleRequests;

/**
 * Explains what it costs to embed the texts of records like those of a sample in real time.
 *
 * @param limits limits of a request
 */
public record RealTimeEstimate(RealTimePrice price, RequestLimits limits) implements RequestCheck.Estimate {

    @Override
    public String of(final SampleRequests sample) {
        final long texts = sample.scaled(sample.requests().size(), RequestCheck.MANY_RECORDS);
        final long tokens = sample.scaled(sample.tokens(), RequestCheck.MANY_RECORDS);
        final long requests = Math.max(Math.ceilDiv(texts, limits.inputs()), Math.ceilDiv(tokens, limits.tokens()));
        return "The sample has %,d %s of about %,d tokens. %,d records like it have %,d texts of about %,d tokens, %s. Cached vectors cost nothing"
                .formatted(
                        sample.requests().size(),
                        sample.requests().size() == 1 ? "text" : "texts",
                        sample.tokens(),
                        RequestCheck.MANY_RECORDS,
                        texts,
                        tokens,
                        price.explain(BilledUsage.ofTokens(tokens), requests));
    }

    /**
     * Explains the cost of one text.
     */
    String ofText(final long tokens) {
        return "The text has about %,d tokens, %s. A cached vector costs nothing"
                .formatted(tokens, price.explain(BilledUsage.ofTokens(tokens), 1));
    }
}
