/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.batch.create.plan.JobForecast;
import dev.nifivoyage.processors.batch.create.plan.JobLimits;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleRequests;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Explains how many batch jobs records like those of a sample need, and what they cost.
 *
 * @param budget throws IllegalArgumentException if it is not valid for the attributes of the sample
 */
public record JobEstimate(Supplier<Budget> budget, JobLimits limits) implements RequestCheck.Estimate {

    @Override
    public String of(final SampleRequests sample) throws IOException {
        final Budget allowed = budget.get();
        final JobForecast forecast = JobForecast.of(sample, limits, RequestCheck.MANY_RECORDS);
        return "The sample needs %,d %s of about %,d tokens. %,d records like it need %,d requests of about %,d tokens in %,d batch %s, %s%s%s"
                .formatted(
                        sample.requests().size(),
                        sample.requests().size() == 1 ? "request" : "requests",
                        sample.tokens(),
                        RequestCheck.MANY_RECORDS,
                        forecast.requests(),
                        forecast.tokens(),
                        forecast.jobs(),
                        forecast.jobs() == 1 ? "job" : "jobs",
                        cost(allowed, forecast.tokens()),
                        fewRequests(forecast),
                        maximum(allowed, sample));
    }

    private static String cost(final Budget budget, final long tokens) {
        return budget.cost(tokens)
                .map(cost -> "for about %s US dollars (%s in real time) if no result is cached"
                        .formatted(cost.cost().toPlainString(), cost.realTime().toPlainString()))
                .orElseGet(() -> "whose cost is unknown: the price of %s is not known to this version. Set %s"
                        .formatted(budget.model(), PriceProperty.PRICE.getName()));
    }

    private String fewRequests(final JobForecast forecast) {
        return forecast.requests() < limits.minimumRequests()
                ? ". They are fewer requests than the minimum of a batch job, which is %,d"
                        .formatted(limits.minimumRequests())
                : "";
    }

    private static String maximum(final Budget budget, final SampleRequests sample) {
        if (budget.maximum().isEmpty()) {
            return "";
        }

        final String name = MaximumCostProperty.MAXIMUM_COST.getName();
        final BigDecimal maximum = budget.maximum().get();
        if (maximum.signum() == 0) {
            return ". %s is 0, a dry run: every FlowFile is routed to over budget with its estimate".formatted(name);
        }
        final Optional<BigDecimal> costOfMany = budget.cost(sample.scaled(sample.tokens(), RequestCheck.MANY_RECORDS))
                .map(JobCost::cost)
                .filter(cost -> cost.signum() > 0);
        return costOfMany
                .map(cost -> ". %s is enough for FlowFiles of about %,d such records"
                        .formatted(
                                name,
                                maximum.multiply(BigDecimal.valueOf(RequestCheck.MANY_RECORDS))
                                        .divide(cost, 0, RoundingMode.DOWN)
                                        .toBigInteger()))
                .orElse("");
    }
}
