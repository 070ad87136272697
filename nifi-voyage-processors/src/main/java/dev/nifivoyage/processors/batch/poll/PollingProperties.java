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
import org.apache.nifi.processor.util.StandardValidators;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How often jobs are asked for, and for how long.
 */
public final class PollingProperties {
    private static final Validator AT_LEAST_A_MILLISECOND = StandardValidators.createTimePeriodValidator(
            1, TimeUnit.MILLISECONDS, Long.MAX_VALUE, TimeUnit.NANOSECONDS);

    public static final PropertyDescriptor MINIMUM_POLLING_INTERVAL = new PropertyDescriptor.Builder()
            .name("Minimum Polling Interval")
            .description(
                    "How long to wait after the first question. Each further wait is twice as long, but no longer than until the estimated end of the job.")
            .required(true)
            .defaultValue("10 sec")
            .addValidator(AT_LEAST_A_MILLISECOND)
            .build();

    public static final PropertyDescriptor MAXIMUM_POLLING_INTERVAL = new PropertyDescriptor.Builder()
            .name("Maximum Polling Interval")
            .description("The longest wait between two questions")
            .required(true)
            .defaultValue("5 min")
            .addValidator(AT_LEAST_A_MILLISECOND)
            .build();

    public static final PropertyDescriptor MAXIMUM_WAITING_TIME = new PropertyDescriptor.Builder()
            .name("Maximum Waiting Time")
            .description(
                    "How old a job may get before it is not waited for any longer. Voyage promises to end a job within 12 hours.")
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
     * What contradicts itself.
     */
    public static List<ValidationResult> validate(final PropertyContext context) {
        final Duration minimum = context.getProperty(MINIMUM_POLLING_INTERVAL).asDuration();
        if (minimum.compareTo(context.getProperty(MAXIMUM_POLLING_INTERVAL).asDuration()) > 0) {
            return List.of(new ValidationResult.Builder()
                    .subject(MINIMUM_POLLING_INTERVAL.getName())
                    .valid(false)
                    .explanation("it is longer than Maximum Polling Interval")
                    .build());
        }

        return List.of();
    }
}
