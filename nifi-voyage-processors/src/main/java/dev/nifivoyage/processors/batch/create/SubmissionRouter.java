/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.create.plan.JobPlan;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.service.api.Batch;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

/**
 * Routes the FlowFiles whose submission has ended, or failed for now. Each method transfers its FlowFile.
 */
public interface SubmissionRouter {

    /**
     * Routes a FlowFile whose job was created or adopted. The job is in its attributes.
     */
    void submitted(ProcessSession session, FlowFile flowFile, Batch job);

    /**
     * Routes the incoming FlowFile after it was split.
     */
    void original(ProcessSession session, FlowFile flowFile);

    /**
     * Routes a FlowFile whose records have no request to send, or too few for a job.
     */
    void unneeded(ProcessSession session, FlowFile flowFile, JobPlan plan, RequestSpec requests);

    /**
     * Routes a FlowFile that needs several jobs, if the processor does not split FlowFiles.
     */
    void tooLarge(ProcessSession session, FlowFile flowFile, JobPlan plan);

    /**
     * Routes a FlowFile whose jobs would cost more than Maximum Cost. The estimate is in its attributes.
     */
    void overBudget(ProcessSession session, FlowFile flowFile, String message);

    /**
     * Routes a FlowFile after an error that may be temporary.
     */
    void retry(ProcessSession session, FlowFile flowFile, String code, Exception cause);

    /**
     * Routes a FlowFile after an error that is permanent.
     */
    void fail(ProcessSession session, FlowFile flowFile, ErrorCode code, String message);

    /**
     * Routes a FlowFile after an error that is permanent, with an exception to log.
     */
    void fail(ProcessSession session, FlowFile flowFile, String code, Exception cause);
}
