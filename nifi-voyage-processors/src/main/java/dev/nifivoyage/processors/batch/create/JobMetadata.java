/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.record.path.Utf8Text;
import dev.nifivoyage.service.api.BatchRequest;
import org.apache.nifi.components.ValidationResult;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The metadata of a job: pairs from dynamic properties, and pairs of NiFi Voyage by which the job can be found again
 * and its results be read. Limits: 16 pairs, keys of 64 and values of 512 characters. Source: Voyage's reference of
 * {@code POST /v1/batches}.
 */
public final class JobMetadata {
    /** Key of the fingerprint of the requests. */
    public static final String FINGERPRINT = "nifi_voyage_fingerprint";
    /** Key of the {@link SubmissionId}, which alone identifies the submission of a job. */
    public static final String SUBMISSION_ID = "nifi_voyage_submission_id";
    /** Key of the parameters of the requests, see {@link EmbeddingMetadata}. */
    public static final String PARAMETERS = EmbeddingMetadata.KEY;
    /** Number of pairs available to dynamic properties. */
    public static final int MAXIMUM_USER_PAIRS = BatchRequest.MAXIMUM_METADATA_PAIRS - 3;

    private static final Set<String> OWN_KEYS = Set.of(FINGERPRINT, SUBMISSION_ID, PARAMETERS);

    private JobMetadata() {}

    /**
     * Validates the names of dynamic properties.
     */
    public static List<ValidationResult> validateKeys(final Collection<String> keys) {
        final List<ValidationResult> results = new ArrayList<>();
        if (keys.size() > MAXIMUM_USER_PAIRS) {
            results.add(invalid(
                    "Job metadata",
                    "The metadata has %d pairs, but only %d are available besides those of NiFi Voyage"
                            .formatted(keys.size(), MAXIMUM_USER_PAIRS)));
        }
        for (final String key : keys) {
            if (characters(key) > BatchRequest.MAXIMUM_METADATA_KEY_LENGTH) {
                results.add(invalid(
                        key,
                        "The key has %d characters, but Voyage accepts only %d"
                                .formatted(characters(key), BatchRequest.MAXIMUM_METADATA_KEY_LENGTH)));
            } else if (OWN_KEYS.contains(key)) {
                results.add(invalid(key, "The key is reserved for NiFi Voyage"));
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
     * Returns the metadata of the job of a submission.
     *
     * @param fingerprint {@link Fingerprint} of its requests
     * @throws IllegalArgumentException if a value is too long or cannot be encoded
     */
    static Map<String, String> of(final SubmissionStep step, final String fingerprint) {
        final Map<String, String> metadata = new HashMap<>();
        for (final Map.Entry<String, String> pair :
                step.spec().options().metadata().entrySet()) {
            checkValue(pair.getKey(), pair.getValue());
            metadata.put(pair.getKey(), pair.getValue());
        }
        metadata.put(FINGERPRINT, fingerprint);
        metadata.put(SUBMISSION_ID, step.id().text());
        final String parameters = EmbeddingMetadata.write(step.spec().requests().attributes());
        // a very long namespace does not fit; the results of the job can then be read only with the attributes of its
        // FlowFile
        if (characters(parameters) <= BatchRequest.MAXIMUM_METADATA_VALUE_LENGTH) {
            metadata.put(PARAMETERS, parameters);
        }
        return metadata;
    }

    private static void checkValue(final String key, final String value) {
        if (characters(value) > BatchRequest.MAXIMUM_METADATA_VALUE_LENGTH) {
            throw new IllegalArgumentException(
                    "The value of the metadata [%s] has %d characters, but Voyage accepts only %d"
                            .formatted(key, characters(value), BatchRequest.MAXIMUM_METADATA_VALUE_LENGTH));
        }
        if (Utf8Text.of(value).isEmpty()) {
            throw new IllegalArgumentException(
                    "The value of the metadata [%s] contains an unpaired surrogate, which cannot be encoded in UTF-8"
                            .formatted(key));
        }
    }

    // an emoji is one character for Voyage, and two for Java
    private static int characters(final String text) {
        return text.codePointCount(0, text.length());
    }

    /**
     * Returns whether a job with this metadata belongs to the submission.
     */
    static boolean isOf(final Map<String, String> metadata, final SubmissionId submissionId) {
        return submissionId.text().equals(metadata.get(SUBMISSION_ID));
    }
}
