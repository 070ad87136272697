/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Properties that control how often and how long jobs are polled.
 */
public final class PollingProperties {
    private static final Validator AT_LEAST_A_MILLISECOND = StandardValidators.createTimePeriodValidator(
            1, TimeUnit.MILLISECONDS, Long.MAX_VALUE, TimeUnit.NANOSECONDS);

    public static final PropertyDescriptor MINIMUM_POLLING_INTERVAL = new PropertyDescriptor.Builder()
            .name("Minimum Polling Interval")
            .description(
                    "Specifies the time between the first two polls. Each further interval is twice as long, but ends no later than the estimated end of the batch job.")
            .required(true)
            .defaultValue("10 sec")
            .addValidator(AT_LEAST_A_MILLISECOND)
            .build();

    public static final PropertyDescriptor MAXIMUM_POLLING_INTERVAL = new PropertyDescriptor.Builder()
            .name("Maximum Polling Interval")
            .description("Specifies the maximum time between two polls")
            .required(true)
            .defaultValue("5 min")
            .addValidator(AT_LEAST_A_MILLISECOND)
            .build();

    public static final PropertyDescriptor MAXIMUM_WAITING_TIME = new PropertyDescriptor.Builder()
            .name("Maximum Waiting Time")
            .description(
                    "Specifies the maximum age of a batch job. Older batch jobs are no longer waited for. Voyage promises to end a batch job within 12 hours.")
            .required(true)
            .defaultValue("24 hours")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    private PollingProperties() {}

    public static PollingInterval interval(final PropertyContext context) {
        return new PollingInterval(
                context.getProperty(MINIMUM_POLLING_INTERVAL).asDuration(),
                context.getProperty(MAXIMUM_POLLING_INTERVAL).asDuration());
    }

    /**
     * Returns the options of PollBatchStatus.
     */
    public static PollingOptions options(final ProcessContext context) {
        return new PollingOptions(
                interval(context),
                MaximumWaitingTime.of(context.getProperty(MAXIMUM_WAITING_TIME)),
                context.hasConnection(PollRelationships.PROGRESS));
    }

    /**
     * Validates that the intervals do not contradict each other.
     */
    public static List<ValidationResult> validate(final PropertyContext context) {
        final Duration minimum = context.getProperty(MINIMUM_POLLING_INTERVAL).asDuration();
        if (minimum.compareTo(context.getProperty(MAXIMUM_POLLING_INTERVAL).asDuration()) > 0) {
            return List.of(new ValidationResult.Builder()
                    .subject(MINIMUM_POLLING_INTERVAL.getName())
                    .valid(false)
                    .explanation("It must not exceed Maximum Polling Interval")
                    .build());
        }

        return List.of();
    }
}
