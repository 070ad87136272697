/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The submission of a FlowFile that has no job yet. Its entire state is in the attributes of the FlowFile, which can
 * therefore continue on any node and after any crash.
 *
 * @param id identifies the submission
 * @param since time at which the ID was assigned
 * @param file uploaded input file; null before the upload
 * @param parameters {@link RequestSpec#fingerprint} with which the submission was prepared; null before
 */
record PendingSubmission(SubmissionId id, Instant since, UploadedFile file, String parameters) {
    /** Written by each preparation of a job. */
    private static final Set<String> OF_ONE_FILE = Set.of(
            VoyageAttributes.INPUT_FILE_ID,
            VoyageAttributes.INPUT_FILE_FINGERPRINT,
            VoyageAttributes.INPUT_FILE_UPLOADED_AT,
            VoyageAttributes.RECORDS_SENT,
            VoyageAttributes.RECORDS_CACHED,
            VoyageAttributes.RECORDS_UNUSABLE,
            VoyageAttributes.REQUESTS,
            VoyageAttributes.ESTIMATED_TOKENS,
            VoyageAttributes.COST_ESTIMATED,
            VoyageAttributes.COST_ESTIMATED_REAL_TIME);

    private static final Set<String> OF_ALL = Set.of(
            VoyageAttributes.SUBMISSION_ID,
            VoyageAttributes.SUBMISSION_CREATED_AT,
            VoyageAttributes.SUBMISSION_PARAMETERS,
            VoyageAttributes.INPUT_FILE_FINGERPRINT,
            VoyageAttributes.INPUT_FILE_UPLOADED_AT);

    /**
     * Returns the submission of a FlowFile, or empty if none has begun.
     */
    static Optional<PendingSubmission> of(final FlowFile flowFile) {
        final String id = flowFile.getAttribute(VoyageAttributes.SUBMISSION_ID);
        final Instant since = AttributeValues.read(flowFile, VoyageAttributes.SUBMISSION_CREATED_AT);
        if (!SubmissionId.isValid(id) || since == null) {
            return Optional.empty();
        }

        return Optional.of(new PendingSubmission(
                new SubmissionId(id),
                since,
                file(flowFile),
                flowFile.getAttribute(VoyageAttributes.SUBMISSION_PARAMETERS)));
    }

    private static UploadedFile file(final FlowFile flowFile) {
        final String fileId = flowFile.getAttribute(VoyageAttributes.INPUT_FILE_ID);
        final String fingerprint = flowFile.getAttribute(VoyageAttributes.INPUT_FILE_FINGERPRINT);
        final Instant uploadedAt = AttributeValues.read(flowFile, VoyageAttributes.INPUT_FILE_UPLOADED_AT);
        return fileId == null || fingerprint == null || uploadedAt == null
                ? null
                : new UploadedFile(fileId, fingerprint, uploadedAt);
    }

    /**
     * Returns the ID of the input file; null before the upload.
     */
    String fileId() {
        return file == null ? null : file.fileId();
    }

    /**
     * Returns the attributes of a new submission.
     */
    static Map<String, String> begin(final SubmissionId id) {
        return Map.of(
                VoyageAttributes.SUBMISSION_ID,
                id.text(),
                VoyageAttributes.SUBMISSION_CREATED_AT,
                Instant.now().toString());
    }

    /**
     * Ends the submission. A later one gets another ID.
     */
    static FlowFile end(final ProcessSession session, final FlowFile flowFile) {
        final Set<String> names = new HashSet<>(OF_ALL);
        names.addAll(SliceCursor.ATTRIBUTES);
        names.addAll(ErrorAttributes.NAMES);
        return session.removeAllAttributes(flowFile, names);
    }

    /**
     * Ends a submission without a job.
     */
    static FlowFile abandon(final ProcessSession session, final FlowFile flowFile) {
        return end(session, withoutFile(session, flowFile));
    }

    /**
     * Removes the input file from a submission.
     */
    static FlowFile withoutFile(final ProcessSession session, final FlowFile flowFile) {
        final Set<String> names = new HashSet<>(OF_ONE_FILE);
        names.addAll(ErrorAttributes.NAMES);
        return session.removeAllAttributes(flowFile, names);
    }
}
