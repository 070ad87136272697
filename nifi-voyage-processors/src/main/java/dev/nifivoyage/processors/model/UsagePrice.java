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
 * The real-time price of a model.
 *
 * @param model name of the model
 * @param perMillionTokens US dollars per million tokens, or null for the list price
 * @param perBillionPixels US dollars per billion pixels, or null for the list price
 */
public record UsagePrice(String model, BigDecimal perMillionTokens, BigDecimal perBillionPixels) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);
    private static final int DECIMALS = 8;

    /**
     * Returns the price of a model for texts.
     *
     * @param perMillionTokens US dollars per million tokens, or null for the list price
     */
    public static UsagePrice ofTokens(final String model, final BigDecimal perMillionTokens) {
        return new UsagePrice(model, perMillionTokens, null);
    }

    /**
     * Returns US dollars, or empty if the price of the model is unknown.
     */
    public Optional<BigDecimal> cost(final BilledUsage usage) {
        final Optional<BigDecimal> tokens = Optional.ofNullable(perMillionTokens)
                .or(() -> ModelPrice.ofName(model))
                .map(price -> cost(price, usage.tokens(), MILLION));
        if (usage.pixels() == 0) {
            return tokens;
        }

        return Optional.ofNullable(perBillionPixels)
                .or(() -> ModelPrice.ofPixels(model))
                .map(price -> cost(price, usage.pixels(), BILLION))
                .flatMap(pixels -> tokens.map(pixels::add));
    }

    private static BigDecimal cost(final BigDecimal price, final long units, final BigDecimal unit) {
        return price.multiply(BigDecimal.valueOf(units)).divide(unit, DECIMALS, RoundingMode.HALF_UP);
    }
}
