/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

/**
 * What one job is made for: a whole FlowFile, or a slice of it.
 */
sealed interface JobPart permits WholeFlowFile, FlowFileSlice {

    SubmissionId id();

    /**
     * The FlowFile that came from the queue.
     */
    FlowFile flowFile();

    /**
     * The FlowFile that leaves the processor with the attributes of the one that came from the queue. What is left of that one goes back to its queue, with the next slice to come.
     * To be called once, as the last thing in its session.
     */
    FlowFile detach(ProcessSession session);
}
