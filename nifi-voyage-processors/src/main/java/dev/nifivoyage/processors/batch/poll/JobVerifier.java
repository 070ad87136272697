/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.verification.StepResult;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;

/**
 * Verifies that the job of a FlowFile can be retrieved, which is free.
 */
public final class JobVerifier {
    public static final String GET_JOB = "Get Job";
    /** How to give a job. */
    public static final String WITHOUT_JOB =
            "There is no batch job to retrieve. Add the attribute %s with the ID of one, or those that Batch ID refers to"
                    .formatted(VoyageAttributes.BATCH_ID);

    private JobVerifier() {}

    /**
     * Retrieves a job.
     *
     * @param batchId may be empty
     */
    public static ConfigVerificationResult verify(
            final VoyageClientService client, final String batchId, final ComponentLog logger) {
        if (batchId.isEmpty()) {
            return StepResult.skipped(GET_JOB, WITHOUT_JOB);
        }

        try {
            final Batch job = client.getBatch(batchId);
            return StepResult.successful(
                    GET_JOB,
                    "Batch job %s of %s is %s: %d of %d requests completed, %d failed"
                            .formatted(
                                    job.id(),
                                    job.endpoint(),
                                    job.status(),
                                    job.requestCounts().completed(),
                                    job.requestCounts().total(),
                                    job.requestCounts().failed()));
        } catch (final VoyageException e) {
            logger.debug("Failed to retrieve batch job {}", batchId, e);
            return StepResult.failed(GET_JOB, e.getMessage());
        }
    }
}
