/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.service.api.BatchRequest;
import org.apache.nifi.components.ValidationResult;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The metadata of a job: what the user gives, and pairs of ours by which a job can be found again and its vectors be told.
 * Limits: 16 pairs, keys of 64 and values of 512 characters. Source: Voyage's reference of {@code POST /v1/batches}.
 */
public final class JobMetadata {
    /** Key of the job's fingerprint. */
    public static final String FINGERPRINT = "nifi_voyage_fingerprint";
    /** Key of the {@link SubmissionId}, which alone says whose job it is. */
    public static final String SUBMISSION_ID = "nifi_voyage_submission_id";
    /** Key of the requests' parameters, see {@link EmbeddingMetadata}. */
    public static final String PARAMETERS = EmbeddingMetadata.KEY;
    /** Pairs left to the user. */
    public static final int MAXIMUM_USER_PAIRS = BatchRequest.MAXIMUM_METADATA_PAIRS - 3;

    private static final Set<String> OWN_KEYS = Set.of(FINGERPRINT, SUBMISSION_ID, PARAMETERS);

    private JobMetadata() {}

    /**
     * What is wrong with the keys a user chose.
     */
    public static List<ValidationResult> validateKeys(final Collection<String> keys) {
        final List<ValidationResult> results = new ArrayList<>();
        if (keys.size() > MAXIMUM_USER_PAIRS) {
            results.add(invalid(
                    "Job metadata",
                    "There are %d pairs; %d are left beside those of NiFi Voyage"
                            .formatted(keys.size(), MAXIMUM_USER_PAIRS)));
        }
        for (final String key : keys) {
            if (key.length() > BatchRequest.MAXIMUM_METADATA_KEY_LENGTH) {
                results.add(invalid(
                        key,
                        "The key has %d characters; Voyage takes %d"
                                .formatted(key.length(), BatchRequest.MAXIMUM_METADATA_KEY_LENGTH)));
            } else if (OWN_KEYS.contains(key)) {
                results.add(invalid(key, "NiFi Voyage uses this key itself"));
            }
        }

        return results;
    }

    private static ValidationResult invalid(final String subject, final String explanation) {
        return new ValidationResult.Builder()
                .subject(subject)
                .valid(false)
                .explanation(explanation)
                .build();
    }

    /**
     * The metadata of a job.
     *
     * @throws IllegalArgumentException when a value is too long, naming its key
     */
    public static Map<String, String> of(
            final Map<String, String> userPairs,
            final String fingerprint,
            final SubmissionId submissionId,
            final Map<String, String> requestAttributes) {
        final Map<String, String> metadata = new HashMap<>();
        for (final Map.Entry<String, String> pair : userPairs.entrySet()) {
            if (pair.getValue().length() > BatchRequest.MAXIMUM_METADATA_VALUE_LENGTH) {
                throw new IllegalArgumentException("The job metadata [%s] has a value of %d characters; Voyage takes %d"
                        .formatted(
                                pair.getKey(), pair.getValue().length(), BatchRequest.MAXIMUM_METADATA_VALUE_LENGTH));
            }
            metadata.put(pair.getKey(), pair.getValue());
        }
        metadata.put(FINGERPRINT, fingerprint);
        metadata.put(SUBMISSION_ID, submissionId.text());
        final String parameters = EmbeddingMetadata.write(requestAttributes);
        // a very long namespace has no room; then the job's FlowFile is needed to understand its results
        if (parameters.length() <= BatchRequest.MAXIMUM_METADATA_VALUE_LENGTH) {
            metadata.put(PARAMETERS, parameters);
        }
        return metadata;
    }

    /**
     * Whether a job with this metadata is that of the submission.
     */
    static boolean isOf(final Map<String, String> metadata, final SubmissionId submissionId) {
        return submissionId.text().equals(metadata.get(SUBMISSION_ID));
    }
}
