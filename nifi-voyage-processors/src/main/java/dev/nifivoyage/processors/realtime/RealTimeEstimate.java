/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleRequests;

import java.math.BigDecimal;

/**
 * Explains what it costs to embed the texts of records like those of a sample in real time.
 *
 * @param price US dollars per million tokens, or null for the list price
 * @param limits limits of a request
 */
public record RealTimeEstimate(String model, BigDecimal price, RequestLimits limits) implements RequestCheck.Estimate {

    @Override
    public String of(final SampleRequests sample) {
        final long texts = sample.scaled(sample.requests().size(), RequestCheck.MANY_RECORDS);
        final long tokens = sample.scaled(sample.tokens(), RequestCheck.MANY_RECORDS);
        final long requests = Math.max(Math.ceilDiv(texts, limits.texts()), Math.ceilDiv(tokens, limits.tokens()));
        return "The sample has %,d %s of about %,d tokens. %,d records like it have %,d texts of about %,d tokens, %s"
                .formatted(
                        sample.requests().size(),
                        sample.requests().size() == 1 ? "text" : "texts",
                        sample.tokens(),
                        RequestCheck.MANY_RECORDS,
                        texts,
                        tokens,
                        cost(tokens, requests));
    }

    /**
     * Explains the cost of one text.
     */
    String ofText(final long tokens) {
        return "The text has about %,d tokens, %s".formatted(tokens, cost(tokens, 1));
    }

    private String cost(final long tokens, final long requests) {
        return RealTimeCost.of(model, tokens, 0, price)
                .map(cost -> "which cost about %s US dollars in %,d %s if no vector is cached"
                        .formatted(cost.cost().toPlainString(), requests, requests == 1 ? "request" : "requests"))
                .orElseGet(() -> "whose cost is unknown: the price of %s is not known to this version. Set %s"
                        .formatted(model, PriceProperty.PRICE.getName()));
    }
}
