/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.create.EmbeddingMetadata;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Checks that a batch job embeds texts with the parameters of the library. Otherwise its vectors would be cached under
 * the wrong keys.
 */
final class JobCheck {

    private JobCheck() {}

    /**
     * Returns the reason why the results of the job cannot be used, if any.
     */
    static Optional<RecordError> reject(final Batch job, final EmbeddingParameters wanted) {
        if (job.endpoint() != null && !BatchEndpoint.EMBEDDINGS.path().equals(job.endpoint())) {
            return rejection(
                    ErrorCode.ENDPOINT_MISMATCH.code(),
                    "Batch job %s is for %s instead of %s"
                            .formatted(job.id(), job.endpoint(), BatchEndpoint.EMBEDDINGS.path()));
        }
        if (job.model() != null && !job.model().equals(wanted.model())) {
            return rejection(
                    ErrorCode.MODEL_MISMATCH.code(),
                    "Batch job %s embeds texts with model %s, but the library requires %s. Their vectors must not be cached under the same keys"
                            .formatted(job.id(), job.model(), wanted.model()));
        }
        // absent in jobs of other tools, or with a very long namespace; their results are identified by custom_id
        if (!job.metadata().containsKey(EmbeddingMetadata.KEY)) {
            return Optional.empty();
        }

        final EmbeddingParameters ofJob;
        try {
            ofJob = EmbeddingAttributes.read(EmbeddingMetadata.read(job.metadata(), false));
        } catch (final IllegalArgumentException e) {
            return rejection(
                    ErrorCode.PARAMETERS_MISMATCH.code(),
                    "Batch job %s does not describe how its texts were embedded: %s"
                            .formatted(job.id(), e.getMessage()));
        }
        final Map<String, String> wantedAttributes = EmbeddingAttributes.of(wanted);
        final Map<String, String> differing = new TreeMap<>(EmbeddingAttributes.of(ofJob));
        differing.entrySet().removeAll(wantedAttributes.entrySet());
        return differing.isEmpty()
                ? Optional.empty()
                : rejection(
                        ErrorCode.PARAMETERS_MISMATCH.code(),
                        "Batch job %s does not embed texts as the library requires: %s"
                                .formatted(
                                        job.id(),
                                        differing.entrySet().stream()
                                                .map(other -> "%s is [%s] instead of [%s]"
                                                        .formatted(
                                                                other.getKey(),
                                                                other.getValue(),
                                                                wantedAttributes.get(other.getKey())))
                                                .collect(Collectors.joining(", "))));
    }

    private static Optional<RecordError> rejection(final String code, final String message) {
        return Optional.of(new RecordError(code, message));
    }
}
