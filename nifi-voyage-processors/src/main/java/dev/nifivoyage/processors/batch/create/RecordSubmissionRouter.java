/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.create.plan.JobPlan;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.service.api.Batch;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

/**
 * Routes FlowFiles to the {@link SubmissionRelationships} of the processors that create jobs from records.
 */
public final class RecordSubmissionRouter implements SubmissionRouter {
    private final ComponentLog logger;
    private final Relationship tooFewRequests;

    /**
     * @param tooFewRequests relationship for FlowFiles with too few requests for a job
     */
    public RecordSubmissionRouter(final ComponentLog logger, final Relationship tooFewRequests) {
        this.logger = logger;
        this.tooFewRequests = tooFewRequests;
    }

    @Override
    public void submitted(final ProcessSession session, final FlowFile flowFile, final Batch job) {
        session.transfer(flowFile, SubmissionRelationships.SUBMITTED);
    }

    @Override
    public void original(final ProcessSession session, final FlowFile flowFile) {
        session.transfer(flowFile, SubmissionRelationships.ORIGINAL);
    }

    @Override
    public void unneeded(
            final ProcessSession session, final FlowFile flowFile, final JobPlan plan, final RequestSpec requests) {
        if (!plan.isWithoutText()) {
            session.transfer(
                    session.putAllAttributes(flowFile, SubmissionAttributes.ofRealTime(requests, plan)),
                    tooFewRequests);
            return;
        }

        final String message = plan.records() == 0
                ? "The FlowFile has no records"
                : "None of the %d records can be sent. The first is %s".formatted(plan.records(), plan.firstUnusable());
        logger.warn("No batch job was created for {}: {}", flowFile, message);
        session.transfer(
                session.putAllAttributes(flowFile, ErrorAttributes.of(ErrorCode.NO_TEXT, message)),
                SubmissionRelationships.NO_TEXT);
    }

    @Override
    public void tooLarge(final ProcessSession session, final FlowFile flowFile, final JobPlan plan) {
        throw new IllegalStateException("FlowFiles that need several batch jobs are split");
    }

    @Override
    public void overBudget(final ProcessSession session, final FlowFile flowFile, final String message) {
        logger.warn("No batch job was created for {}: {}", flowFile, message);
        session.transfer(
                session.putAllAttributes(flowFile, ErrorAttributes.of(ErrorCode.OVER_BUDGET, message)),
                SubmissionRelationships.OVER_BUDGET);
    }

    @Override
    public void retry(final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        logger.warn("Creating the batch job for {} failed temporarily", flowFile, cause);
        session.transfer(
                session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage()))),
                SubmissionRelationships.RETRY);
    }

    @Override
    public void fail(
            final ProcessSession session, final FlowFile flowFile, final ErrorCode code, final String message) {
        logger.error("No batch job was created for {}: {}", flowFile, message);
        session.transfer(
                session.putAllAttributes(flowFile, ErrorAttributes.of(code, message)), SubmissionRelationships.FAILURE);
    }

    @Override
    public void fail(final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        logger.error("No batch job was created for {}", flowFile, cause);
        session.transfer(
                session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage())),
                SubmissionRelationships.FAILURE);
    }
}
