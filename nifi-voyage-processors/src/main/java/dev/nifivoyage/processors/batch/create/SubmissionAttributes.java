/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.OutdatedAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.JobPlan;
import dev.nifivoyage.processors.batch.create.plan.JobSummary;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.service.api.Batch;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The attributes that describe a submission and its job.
 */
final class SubmissionAttributes {

    /** A FlowFile from unprocessed still has the attributes of its first job. */
    static final Pattern OF_AN_EARLIER_JOB = OutdatedAttributes.of("batch", "deletion", "records", "usage", "cost");

    private SubmissionAttributes() {}

    /**
     * Returns those of a FlowFile with too few requests for a job.
     */
    static Map<String, String> ofRealTime(final RequestSpec requests, final JobPlan plan) {
        final Map<String, String> attributes = new HashMap<>(requests.attributes());
        attributes.put(VoyageAttributes.RECORDS_CACHED, Long.toString(plan.recordsCached()));
        attributes.put(VoyageAttributes.RECORDS_UNUSABLE, Long.toString(plan.recordsUnusable()));
        attributes.put(VoyageAttributes.REQUESTS, Long.toString(plan.requests()));
        attributes.put(VoyageAttributes.TOKENS_SAVED, Long.toString(plan.tokensCached()));
        return attributes;
    }

    /**
     * Returns those of a FlowFile that would cost too much.
     */
    static Map<String, String> ofOverBudget(final JobPlan plan, final Budget budget) {
        final Map<String, String> attributes = new HashMap<>(budget.attributes(plan.estimatedTokens()));
        attributes.put(VoyageAttributes.REQUESTS, Long.toString(plan.requests()));
        attributes.put(VoyageAttributes.ESTIMATED_TOKENS, Long.toString(plan.estimatedTokens()));
        return attributes;
    }

    /**
     * Returns the numbers of a job.
     */
    static Map<String, String> of(final JobSummary job) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.RECORDS_SENT, Long.toString(job.recordsSent()));
        attributes.put(VoyageAttributes.RECORDS_CACHED, Long.toString(job.recordsCached()));
        attributes.put(VoyageAttributes.RECORDS_UNUSABLE, Long.toString(job.recordsUnusable()));
        attributes.put(VoyageAttributes.REQUESTS, Long.toString(job.requests()));
        attributes.put(VoyageAttributes.ESTIMATED_TOKENS, Long.toString(job.estimatedTokens()));
        return attributes;
    }

    /**
     * Returns the parameters with which a job is prepared.
     */
    static Map<String, String> of(final RequestSpec requests) {
        final Map<String, String> attributes = new HashMap<>(requests.attributes());
        attributes.put(VoyageAttributes.SUBMISSION_PARAMETERS, requests.fingerprint());
        return attributes;
    }

    /**
     * Returns those of a job that was created or adopted.
     *
     * @param submissions number of jobs created for the records before
     */
    static Map<String, String> ofSubmitted(final RequestSpec requests, final Batch job, final long submissions) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.BATCH_ID, job.id());
        attributes.put(VoyageAttributes.BATCH_STATUS, job.status().value());
        attributes.put(
                VoyageAttributes.BATCH_ENDPOINT,
                job.endpoint() == null ? requests.endpoint().path() : job.endpoint());
        attributes.put(VoyageAttributes.BATCH_MODEL, job.model() == null ? requests.model() : job.model());
        attributes.put(
                VoyageAttributes.CREATED_AT, (job.createdAt() == null ? Instant.now() : job.createdAt()).toString());
        attributes.put(VoyageAttributes.SUBMISSION_COUNT, Long.toString(submissions + 1));
        if (job.inputFileId() != null) {
            attributes.put(VoyageAttributes.INPUT_FILE_ID, job.inputFileId());
        }
        return attributes;
    }
}
