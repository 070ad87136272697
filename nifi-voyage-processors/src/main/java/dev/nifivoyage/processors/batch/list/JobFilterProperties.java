/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.VoyageClientService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Properties that select the jobs to list, including the dynamic properties for their metadata.
 */
public final class JobFilterProperties {

    private static final Validator TIME_WITH_OFFSET = (subject, input, context) -> {
        final ValidationResult.Builder result =
                new ValidationResult.Builder().subject(subject).input(input);
        try {
            OffsetDateTime.parse(input);
            return result.valid(true).build();
        } catch (final DateTimeParseException e) {
            return result.valid(false)
                    .explanation("Expected a time with an offset, for example 2026-01-26T19:00:00Z")
                    .build();
        }
    };

    public static final PropertyDescriptor JOB_STATUS = new PropertyDescriptor.Builder()
            .name("Job Status")
            .description("Specifies the status of the batch jobs to list")
            .required(true)
            .allowableValues(JobSelection.class)
            .defaultValue(JobSelection.ANY)
            .build();

    public static final PropertyDescriptor ENDPOINT = new PropertyDescriptor.Builder()
            .name("Endpoint")
            .description(
                    "Specifies the endpoint of the batch jobs to list. If not set, batch jobs of all endpoints are listed.")
            .required(false)
            .allowableValues(BatchEndpoint.class)
            .build();

    public static final PropertyDescriptor MAXIMUM_JOB_AGE = new PropertyDescriptor.Builder()
            .name("Maximum Job Age")
            .description(
                    "Specifies the maximum age of the batch jobs to list. Voyage keeps the files of a batch job for 30 days.")
            .required(true)
            .defaultValue("30 days")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    public static final PropertyDescriptor CREATED_AFTER = new PropertyDescriptor.Builder()
            .name("Created After")
            .description(
                    "Specifies the earliest creation time of the batch jobs to list, for example 2026-01-26T19:00:00Z")
            .required(false)
            .addValidator(TIME_WITH_OFFSET)
            .build();

    private JobFilterProperties() {}

    public static PropertyDescriptor metadata(final String key) {
        return new PropertyDescriptor.Builder()
                .name(key)
                .description("Specifies the value that the metadata of a batch job must have for this key")
                .dynamic(true)
                .required(false)
                .addValidator(StandardValidators.NON_EMPTY_VALIDATOR)
                .build();
    }

    /**
     * Returns the filter as of now.
     */
    public static JobFilter filter(final ProcessContext context, final Instant now) {
        final Instant byAge = now.minus(context.getProperty(MAXIMUM_JOB_AGE).asDuration());
        final PropertyValue createdAfter = context.getProperty(CREATED_AFTER);
        final Instant byTime = createdAfter.isSet()
                ? OffsetDateTime.parse(createdAfter.getValue()).toInstant()
                : byAge;
        final PropertyValue endpoint = context.getProperty(ENDPOINT);
        return new JobFilter(
                context.getProperty(JOB_STATUS).asAllowableValue(JobSelection.class),
                endpoint.isSet() ? endpoint.asAllowableValue(BatchEndpoint.class) : null,
                metadata(context),
                byTime.isAfter(byAge) ? byTime : byAge);
    }

    /**
     * Returns a fingerprint of the filter: SHA-256 over the properties and the base URI of the API, 43 characters.
     */
    public static String fingerprint(final ProcessContext context, final VoyageClientService client) {
        final String filter = "%s\n%s\n%s\n%s\n%s\n%s"
                .formatted(
                        client.getBaseUri(),
                        context.getProperty(JOB_STATUS).getValue(),
                        context.getProperty(ENDPOINT).getValue(),
                        context.getProperty(MAXIMUM_JOB_AGE).getValue(),
                        context.getProperty(CREATED_AFTER).getValue(),
                        new TreeMap<>(metadata(context)));
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(filter.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Map<String, String> metadata(final ProcessContext context) {
        final Map<String, String> pairs = new TreeMap<>();
        for (final PropertyDescriptor descriptor : context.getProperties().keySet()) {
            if (descriptor.isDynamic()) {
                pairs.put(descriptor.getName(), context.getProperty(descriptor).getValue());
            }
        }

        return pairs;
    }
}
