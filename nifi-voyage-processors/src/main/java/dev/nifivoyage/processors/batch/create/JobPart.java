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

import java.io.IOException;
import java.util.Optional;

/**
 * The part of a FlowFile that becomes one batch job: the whole FlowFile, or a slice of it.
 */
sealed interface JobPart permits WholeFlowFile, FlowFileSlice {

    /**
     * Returns the whole FlowFile, or its next slice if it was split.
     *
     * @param id submission ID of the FlowFile
     * @throws IOException if the content does not belong to a FlowFile that was split
     */
    static JobPart of(final ProcessSession session, final SubmissionId id, final FlowFile flowFile) throws IOException {
        final Optional<SliceCursor> cursor = SliceCursor.of(flowFile);
        return cursor.isPresent()
                ? FlowFileSlice.read(session, id, flowFile, cursor.get())
                : new WholeFlowFile(id, flowFile);
    }

    SubmissionId id();

    /**
     * Returns the FlowFile that came from the queue.
     */
    FlowFile flowFile();

    /**
     * Returns the FlowFile of this part, which leaves the processor with the attributes of the FlowFile from the queue.
     * The FlowFile from the queue is returned to it if slices remain, and removed after the last slice. Call this once,
     * at the end of the session.
     */
    FlowFile detach(ProcessSession session);
}
