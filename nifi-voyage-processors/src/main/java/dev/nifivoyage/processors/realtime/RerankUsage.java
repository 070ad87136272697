/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.model.UsagePrice;
import org.apache.nifi.processor.ProcessSession;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The usage and cost of ranking the records of a FlowFile.
 */
final class RerankUsage {
    private final UsagePrice price;
    private long completed;
    private long rejected;
    private long tokens;
    private long repeated;

    /**
     * @param price US dollars per million tokens, or null for the list price
     */
    RerankUsage(final String model, final BigDecimal price) {
        this.price = UsagePrice.ofTokens(model, price);
    }

    /**
     * Counts a request that was billed.
     */
    void completed(final long billedTokens) {
        completed++;
        tokens += billedTokens;
    }

    /**
     * Counts a request that was rejected because of its record; it is not billed.
     */
    void rejected() {
        rejected++;
    }

    /**
     * Counts a record with the query and documents of an earlier record.
     */
    void repeated() {
        repeated++;
    }

    /** Returns the number of billed requests, whether or not their responses are usable. */
    long completedRequests() {
        return completed;
    }

    /** Returns the billed tokens. */
    long tokens() {
        return tokens;
    }

    Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(tokens));
        cost().ifPresent(total ->
                attributes.put(VoyageAttributes.COST, total.cost().toPlainString()));
        return attributes;
    }

    void count(final ProcessSession session) {
        Counter.REQUESTS_SENT.add(session, completed + rejected);
        Counter.REQUESTS_REJECTED.add(session, rejected);
        Counter.RECORDS_REPEATED.add(session, repeated);
        Counter.TOKENS.add(session, tokens);
        cost().ifPresent(total -> Counter.COST_MICRO_USD.add(session, total.costMicros()));
    }

    private Optional<RealTimeCost> cost() {
        return RealTimeCost.of(price, BilledUsage.ofTokens(tokens), BilledUsage.NONE);
    }
}
