/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.request.JobPlan;
import dev.nifivoyage.processors.batch.request.PlannedJob;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a FlowFile carries to the processors that wait for its job and fetch its results.
 */
public final class SubmissionAttributes {

    /** A FlowFile from unprocessed still says what became of its first job. */
    public static final Pattern OF_AN_EARLIER_JOB = Pattern.compile("voyage\\.(batch|rows|usage|cost)\\..*");

    private SubmissionAttributes() {
    }

    /**
     * Of a FlowFile for which no job is made, since there is nothing or too little to send.
     */
    public static Map<String, String> ofRealTime(final JobRecipe recipe, final JobPlan plan) {
        final Map<String, String> attributes = new HashMap<>(recipe.attributes());
        attributes.put(VoyageAttributes.ROWS_KNOWN, Long.toString(plan.rowsKnown()));
        attributes.put(VoyageAttributes.ROWS_UNUSABLE, Long.toString(plan.rowsUnusable()));
        attributes.put(VoyageAttributes.REQUESTS, Long.toString(plan.requests()));
        attributes.put(VoyageAttributes.TOKENS_SAVED, Long.toString(plan.tokensKnown()));
        return attributes;
    }

    /**
     * Of a FlowFile whose job is made.
     */
    public static Map<String, String> of(final JobRecipe recipe, final PlannedJob job, final Batch batch) {
        final Map<String, String> attributes = new HashMap<>(recipe.attributes());
        attributes.put(VoyageAttributes.BATCH_ID, batch.id());
        attributes.put(VoyageAttributes.BATCH_STATUS, batch.status().value());
        attributes.put(VoyageAttributes.BATCH_ENDPOINT, recipe.endpoint().path());
        attributes.put(VoyageAttributes.BATCH_MODEL, recipe.model());
        attributes.put(VoyageAttributes.INPUT_FILE_ID, batch.inputFileId());
        attributes.put(VoyageAttributes.CREATED_AT, (batch.createdAt() == null ? Instant.now() : batch.createdAt()).toString());
        attributes.put(VoyageAttributes.ROWS_SENT, Long.toString(job.rowsSent()));
        attributes.put(VoyageAttributes.ROWS_KNOWN, Long.toString(job.rowsKnown()));
        attributes.put(VoyageAttributes.ROWS_UNUSABLE, Long.toString(job.rowsUnusable()));
        attributes.put(VoyageAttributes.REQUESTS, Long.toString(job.requests()));
        attributes.put(VoyageAttributes.ESTIMATED_TOKENS, Long.toString(job.estimatedTokens()));
        return attributes;
    }
}
