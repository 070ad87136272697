/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The cost of real-time requests, and the savings of the cache.
 *
 * @param cost US dollars for what was billed
 * @param saved US dollars for what was not billed again
 */
public record RealTimeCost(BigDecimal cost, BigDecimal saved) {

    /**
     * Calculates the cost of requests.
     *
     * @return empty if the price of the model is unknown
     */
    public static Optional<RealTimeCost> of(final UsagePrice price, final BilledUsage billed, final BilledUsage saved) {
        return price.cost(billed).flatMap(cost -> price.cost(saved).map(savings -> new RealTimeCost(cost, savings)));
    }

    /**
     * Returns the cost in millionths of a US dollar, for a counter.
     */
    public long costMicros() {
        return micros(cost);
    }

    /**
     * Returns the savings in millionths of a US dollar, for a counter.
     */
    public long savedMicros() {
        return micros(saved);
    }

    private static long micros(final BigDecimal dollars) {
        return dollars.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}
