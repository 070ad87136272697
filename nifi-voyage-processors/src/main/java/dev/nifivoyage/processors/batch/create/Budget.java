/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.property.PriceProperty;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What the jobs of a FlowFile may cost, and what they will, as far as tokens can be told without Voyage's tokenizer.
 *
 * @param model that is billed
 * @param price real-time price in US dollars for a million tokens, or null for the list price
 * @param maximum US dollars for all jobs together, or null when they may cost anything
 */
public record Budget(String model, BigDecimal price, BigDecimal maximum) {

    /**
     * The budget of a FlowFile.
     *
     * @throws IllegalArgumentException when the maximum is no amount, or no cost can be held against it since the price is unknown
     */
    public static Budget of(final ProcessContext context, final FlowFile flowFile, final String model) {
        final Budget budget = new Budget(
                model,
                PriceProperty.price(context),
                MaximumCostProperty.maximum(context, flowFile).orElse(null));
        if (budget.maximum != null && budget.cost(0).isEmpty()) {
            throw new IllegalArgumentException("The price of %s is not known to this version: set %s"
                    .formatted(model, PriceProperty.PRICE.getName()));
        }

        return budget;
    }

    /**
     * The cost of a number of tokens; empty when the price is unknown.
     */
    public Optional<JobCost> cost(final long tokens) {
        return JobCost.of(model, tokens, price);
    }

    /**
     * The estimated cost of a number of tokens, as attributes.
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
     * Why nothing is to be spent on a plan, or empty when it fits. Jobs are held against the maximum at the batch price, requests that go to real time at the price they have there.
     *
     * @param makesJobs whether the plan's jobs will be made
     */
    public Optional<String> reject(final JobPlan plan, final boolean makesJobs) {
        if (maximum == null) {
            return Optional.empty();
        }

        final long tokens = plan.estimatedTokens();
        final JobCost estimate = cost(tokens).orElseThrow();
        final BigDecimal dollars = makesJobs ? estimate.cost() : estimate.realTime();
        return dollars.compareTo(maximum) <= 0
                ? Optional.empty()
                : Optional.of("%d requests of about %d tokens would cost about %s US dollars %s, more than the %s of %s"
                        .formatted(
                                plan.requests(),
                                tokens,
                                dollars.toPlainString(),
                                makesJobs
                                        ? "in %d batch job%s"
                                                .formatted(
                                                        plan.jobs().size(),
                                                        plan.jobs().size() == 1 ? "" : "s")
                                        : "in real time",
                                maximum.toPlainString(),
                                MaximumCostProperty.MAXIMUM_COST.getName()));
    }
}
