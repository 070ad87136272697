/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.JobPlan;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.property.PriceProperty;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * The estimated and the maximum cost of the jobs of a FlowFile. Tokens are estimated from the length of the texts.
 *
 * @param model billed model
 * @param price real-time price in US dollars for a million tokens; empty for the list price
 * @param maximum maximum cost of all jobs together in US dollars; empty for no maximum
 */
public record Budget(String model, Optional<BigDecimal> price, Optional<BigDecimal> maximum) {

    /**
     * Returns the budget of a FlowFile.
     *
     * @throws IllegalArgumentException if the maximum is not an amount, or cannot be enforced because the price is
     *     unknown
     */
    public static Budget of(final String model, final SubmissionOptions options) {
        final Budget budget =
                new Budget(model, options.price(), options.maximumCost().map(MaximumCostProperty::parse));
        if (budget.maximum.isPresent() && budget.cost(0).isEmpty()) {
            throw new IllegalArgumentException("The price of %s is unknown in this version. Set %s"
                    .formatted(model, PriceProperty.PRICE.getName()));
        }

        return budget;
    }

    /**
     * Returns the cost of a number of tokens, or empty if the price is unknown.
     */
    public Optional<JobCost> cost(final long tokens) {
        return JobCost.of(model, tokens, price.orElse(null));
    }

    /**
     * Returns the estimated cost of a number of tokens as attributes.
     */
    public Map<String, String> attributes(final long tokens) {
        return cost(tokens)
                .map(estimate -> Map.of(
                        VoyageAttributes.COST_ESTIMATED, estimate.cost().toPlainString(),
                        VoyageAttributes.COST_ESTIMATED_REAL_TIME,
                                estimate.realTime().toPlainString()))
                .orElse(Map.of());
    }

    /**
     * Returns a message if a plan exceeds the maximum. Jobs count at the batch price, requests that go to real time at
     * the real-time price.
     *
     * @param createsJobs whether the jobs of the plan would be created
     */
    public Optional<String> reject(final JobPlan plan, final boolean createsJobs) {
        if (maximum.isEmpty()) {
            return Optional.empty();
        }

        final long tokens = plan.estimatedTokens();
        final JobCost estimate = cost(tokens).orElseThrow();
        final BigDecimal dollars = createsJobs ? estimate.cost() : estimate.realTime();
        if (dollars.compareTo(maximum.get()) <= 0) {
            return Optional.empty();
        }

        final int jobs = plan.jobs().size();
        final String where = createsJobs ? "in %d batch job%s".formatted(jobs, jobs == 1 ? "" : "s") : "in real time";
        return Optional.of("%d requests of about %d tokens would cost about %s US dollars %s, more than the %s of %s"
                .formatted(
                        plan.requests(),
                        tokens,
                        dollars.toPlainString(),
                        where,
                        maximum.get().toPlainString(),
                        MaximumCostProperty.MAXIMUM_COST.getName()));
    }
}
