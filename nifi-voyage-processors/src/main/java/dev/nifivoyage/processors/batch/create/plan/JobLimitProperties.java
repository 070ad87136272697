/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.service.api.BatchRequest;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.util.StandardValidators;

/**
 * Properties that decide when a FlowFile is split into several jobs.
 */
public final class JobLimitProperties {

    public static final PropertyDescriptor MINIMUM_BATCH_SIZE = new PropertyDescriptor.Builder()
            .name("Minimum Batch Size")
            .description(
                    "Specifies the minimum number of distinct texts for a batch job. "
                            + "FlowFiles with fewer texts to send are routed to real time, where a text costs half as much again.")
            .required(true)
            .defaultValue("1")
            .addValidator(StandardValidators.createLongValidator(1, BatchRequest.MAXIMUM_REQUESTS, true))
            .build();

    public static final PropertyDescriptor MAXIMUM_REQUESTS = new PropertyDescriptor.Builder()
            .name("Maximum Requests per Job")
            .description(
                    "Specifies the maximum number of requests in a batch job. FlowFiles with more distinct texts are split into several jobs. Voyage accepts up to 100,000.")
            .required(true)
            .defaultValue(Integer.toString(BatchRequest.MAXIMUM_REQUESTS))
            .addValidator(StandardValidators.createLongValidator(1, BatchRequest.MAXIMUM_REQUESTS, true))
            .build();

    public static final PropertyDescriptor MAXIMUM_JOB_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Job Size")
            .description(
                    "Specifies the maximum size of the request file of a batch job. FlowFiles with larger requests are split into several jobs.")
            .required(true)
            .defaultValue("1 GB")
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .build();

    public static final PropertyDescriptor MAXIMUM_TOKENS = new PropertyDescriptor.Builder()
            .name("Maximum Tokens per Job")
            .description(
                    "Specifies the maximum number of estimated tokens in a batch job, one for every three bytes of text. FlowFiles with more tokens are split into several jobs. "
                            + "Voyage accepts up to a billion tokens in all jobs that have not ended.")
            .required(true)
            .defaultValue("500000000")
            .addValidator(StandardValidators.POSITIVE_LONG_VALIDATOR)
            .build();

    public static final PropertyDescriptor MAXIMUM_TEXTS = new PropertyDescriptor.Builder()
            .name("Maximum Texts per Job")
            .description(
                    "Specifies the maximum number of texts in all requests of a batch job. FlowFiles with more texts are split into several jobs. "
                            + "Voyage accepts up to 100,000 inputs in a job, and does not document whether it counts requests or the texts in them.")
            .required(true)
            .defaultValue(Integer.toString(BatchRequest.MAXIMUM_REQUESTS))
            .addValidator(StandardValidators.POSITIVE_LONG_VALIDATOR)
            .build();

    private JobLimitProperties() {}

    public static JobLimits limits(final PropertyContext context) {
        return new JobLimits(
                1,
                context.getProperty(MAXIMUM_REQUESTS).asLong(),
                context.getProperty(MAXIMUM_JOB_SIZE).asDataSize(DataUnit.B).longValue(),
                context.getProperty(MAXIMUM_TOKENS).asLong(),
                Long.MAX_VALUE);
    }

    /**
     * Returns the limits for requests with several texts.
     */
    public static JobLimits limitsWithTexts(final PropertyContext context) {
        final JobLimits limits = limits(context);
        return new JobLimits(
                limits.minimumRequests(),
                limits.maximumRequests(),
                limits.bytes(),
                limits.tokens(),
                context.getProperty(MAXIMUM_TEXTS).asLong());
    }
}
