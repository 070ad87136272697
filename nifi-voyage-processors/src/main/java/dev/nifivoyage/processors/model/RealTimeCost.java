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
 * @param cost US dollars for the billed tokens
 * @param saved US dollars for the tokens that were not billed again
 */
public record RealTimeCost(BigDecimal cost, BigDecimal saved) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int DECIMALS = 8;

    /**
     * Calculates the cost of tokens.
     *
     * @param priceOverride US dollars per million tokens, or null for the price in {@link ModelPrice}
     * @return empty if the price of the model is unknown
     */
    public static Optional<RealTimeCost> of(
            final String model, final long tokens, final long savedTokens, final BigDecimal priceOverride) {
        final Optional<BigDecimal> price = Optional.ofNullable(priceOverride).or(() -> ModelPrice.ofName(model));
        return price.map(dollars -> new RealTimeCost(cost(dollars, tokens), cost(dollars, savedTokens)));
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

    private static BigDecimal cost(final BigDecimal price, final long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens)).divide(MILLION, DECIMALS, RoundingMode.HALF_UP);
    }

    private static long micros(final BigDecimal dollars) {
        return dollars.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}
