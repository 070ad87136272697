/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;

import java.util.Map;

/**
 * Whose job it is: {@code UUID.n} for the n-th submission of a FlowFile, and {@code UUID.n#i} for slice i of it. It stays the same from try to try until the job
 * is made and committed, and no two FlowFiles ever have the same: that is what keeps FlowFiles with equal texts from sharing a job.
 *
 * @param text goes into the job's metadata
 */
public record SubmissionId(String text) {

    /**
     * The id for the next job of a FlowFile. A slice that an earlier try sent to {@code retry} or {@code failure} has its own with it; a copy of the slice has not.
     */
    public static SubmissionId of(final FlowFile flowFile) {
        if (isOfThis(flowFile)) {
            return new SubmissionId(flowFile.getAttribute(VoyageAttributes.SUBMISSION_ID));
        }

        return new SubmissionId("%s.%d".formatted(flowFile.getAttribute(CoreAttributes.UUID.key()), submissions(flowFile) + 1));
    }

    /**
     * The id of a slice, which is made with a new UUID at each try.
     */
    public SubmissionId slice(final int index) {
        return new SubmissionId("%s#%d".formatted(text, index));
    }

    /**
     * What lets a FlowFile keep the id until the next try.
     */
    public Map<String, String> attributes(final FlowFile flowFile) {
        return Map.of(
            VoyageAttributes.SUBMISSION_ID, text,
            VoyageAttributes.SUBMISSION_FLOWFILE, flowFile.getAttribute(CoreAttributes.UUID.key()));
    }

    /**
     * The input file that an earlier try of this very FlowFile uploaded, or null.
     */
    public static UploadedFile uploadedBefore(final FlowFile flowFile) {
        final String fileId = flowFile.getAttribute(VoyageAttributes.INPUT_FILE_ID);
        final String fingerprint = flowFile.getAttribute(VoyageAttributes.INPUT_FILE_FINGERPRINT);
        return fileId == null || fingerprint == null || !isOfThis(flowFile) ? null : new UploadedFile(fileId, fingerprint);
    }

    /**
     * How many jobs were made for the rows of a FlowFile one after the other.
     */
    public static long submissions(final FlowFile flowFile) {
        final Long submissions = AttributeValues.readLong(flowFile, VoyageAttributes.SUBMISSION_COUNT);
        return submissions == null ? 0 : submissions;
    }

    // clones and children have the attributes too, but another UUID
    private static boolean isOfThis(final FlowFile flowFile) {
        return flowFile.getAttribute(VoyageAttributes.SUBMISSION_ID) != null
            && flowFile.getAttribute(CoreAttributes.UUID.key()).equals(flowFile.getAttribute(VoyageAttributes.SUBMISSION_FLOWFILE));
    }
}
