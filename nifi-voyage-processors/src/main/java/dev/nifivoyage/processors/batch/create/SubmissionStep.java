/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.service.api.VoyageClientService;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;

import java.time.Instant;

/**
 * One step of one submission, within one session.
 *
 * @param session session of the step
 * @param spec jobs of the FlowFile
 * @param router routes the FlowFile when the submission ends
 * @param pending submission as its attributes describe it
 * @param part FlowFile or slice that the job is for
 * @param untried whether nothing was sent to Voyage since the FlowFile was put into its queue, so that there is nothing
 *     to search for
 */
record SubmissionStep(
        ProcessSession session,
        BatchJobSpec spec,
        SubmissionRouter router,
        PendingSubmission pending,
        JobPart part,
        boolean untried) {

    SubmissionId id() {
        return part.id();
    }

    FlowFile flowFile() {
        return part.flowFile();
    }

    String uuid() {
        return uuid(part.flowFile());
    }

    static String uuid(final FlowFile flowFile) {
        return flowFile.getAttribute(CoreAttributes.UUID.key());
    }

    /**
     * Returns the start of the submission. Its job and its files cannot be older.
     */
    Instant since() {
        return pending.since();
    }

    VoyageClientService client() {
        return spec.options().client();
    }
}
