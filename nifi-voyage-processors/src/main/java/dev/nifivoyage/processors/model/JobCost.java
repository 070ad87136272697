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
 * The cost of a batch job, and its savings compared with real time. Free tokens are not considered, because they do not
 * apply to batch jobs.
 *
 * @param tokens billed or estimated tokens
 * @param cost US dollars at the batch price
 * @param saved US dollars saved compared with real time
 */
public record JobCost(long tokens, BigDecimal cost, BigDecimal saved) {
    /** Batch jobs are discounted by 33 %, which is not exactly a third. Source: Voyage's Batch Inference guide. */
    public static final BigDecimal BATCH_SHARE = new BigDecimal("0.67");

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int DECIMALS = 8;

    /**
     * Calculates the cost of tokens.
     *
     * @param priceOverride real-time price in US dollars per million tokens, or null for that of {@link ModelPrice}
     * @return empty if the price of the model is unknown
     */
    public static Optional<JobCost> of(final String model, final long tokens, final BigDecimal priceOverride) {
        final Optional<BigDecimal> price = Optional.ofNullable(priceOverride).or(() -> ModelPrice.ofName(model));
        return price.map(listPrice -> {
            final BigDecimal realTime =
                    listPrice.multiply(BigDecimal.valueOf(tokens)).divide(MILLION, DECIMALS, RoundingMode.HALF_UP);
            final BigDecimal batch = realTime.multiply(BATCH_SHARE).setScale(DECIMALS, RoundingMode.HALF_UP);
            return new JobCost(tokens, batch, realTime.subtract(batch));
        });
    }

    /**
     * Returns the cost of the same tokens in real time, in US dollars.
     */
    public BigDecimal realTime() {
        return cost.add(saved);
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
