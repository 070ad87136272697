/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.service.api.Batch;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

/**
 * Where the FlowFiles go that {@link BatchJobCreator} is done with. Each method transfers the FlowFile it is given.
 */
public interface SubmissionRouter {

    /**
     * The job is made or adopted, and in the FlowFile's attributes.
     */
    void submitted(ProcessContext context, ProcessSession session, FlowFile flowFile, Batch job);

    /**
     * The incoming FlowFile, after it was cut into several.
     */
    void original(ProcessSession session, FlowFile flowFile);

    /**
     * No record has anything to ask for, or there are too few requests for a job.
     */
    void unneeded(ProcessContext context, ProcessSession session, FlowFile flowFile, JobPlan plan, BatchJobSpec recipe);

    /**
     * The FlowFile needs several jobs, and the processor does not cut FlowFiles.
     */
    void tooLarge(ProcessSession session, FlowFile flowFile, JobPlan plan);

    /**
     * The jobs would cost more than Maximum Cost; the estimate is in the FlowFile's attributes.
     */
    void overBudget(ProcessSession session, FlowFile flowFile, String message);

    /**
     * The same may succeed later.
     */
    void retry(ProcessSession session, FlowFile flowFile, String code, Exception cause);

    /**
     * The same will not succeed.
     */
    void fail(ProcessSession session, FlowFile flowFile, String code, String message);

    /**
     * The same will not succeed, because of an exception that is worth a stack trace.
     */
    void fail(ProcessSession session, FlowFile flowFile, String code, Exception cause);
}
