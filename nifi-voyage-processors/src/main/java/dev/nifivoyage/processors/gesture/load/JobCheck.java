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
 * Whether a batch job embeds as the library is to be embedded. Vectors of another model would fill the cache under keys that are not theirs.
 */
final class JobCheck {

    private JobCheck() {}

    /**
     * Why the job's results cannot be taken, or empty when they can.
     */
    static Optional<RecordError> reject(final Batch job, final EmbeddingParameters wanted) {
        if (job.endpoint() != null && !BatchEndpoint.EMBEDDINGS.path().equals(job.endpoint())) {
            return rejection(
                    ErrorCode.ENDPOINT_MISMATCH.code(),
                    "Job %s is one of %s, and not of %s"
                            .formatted(job.id(), job.endpoint(), BatchEndpoint.EMBEDDINGS.path()));
        }
        if (job.model() != null && !job.model().equals(wanted.model())) {
            return rejection(
                    ErrorCode.MODEL_MISMATCH.code(),
                    "Job %s embeds with %s, and the library is to be embedded with %s: their vectors must not stand under the same keys"
                            .formatted(job.id(), job.model(), wanted.model()));
        }
        // jobs of other tools do not say it, and neither do those with a very long namespace; their results are told
        // apart by their ids
        if (!job.metadata().containsKey(EmbeddingMetadata.KEY)) {
            return Optional.empty();
        }

        final EmbeddingParameters ofJob;
        try {
            ofJob = EmbeddingAttributes.read(EmbeddingMetadata.read(job.metadata(), false));
        } catch (final IllegalArgumentException e) {
            return rejection(
                    ErrorCode.PARAMETERS_MISMATCH.code(),
                    "Job %s does not say how its texts were embedded: %s".formatted(job.id(), e.getMessage()));
        }
        final Map<String, String> wantedAttributes = EmbeddingAttributes.of(wanted);
        final Map<String, String> differing = new TreeMap<>(EmbeddingAttributes.of(ofJob));
        differing.entrySet().removeAll(wantedAttributes.entrySet());
        return differing.isEmpty()
                ? Optional.empty()
                : rejection(
                        ErrorCode.PARAMETERS_MISMATCH.code(),
                        "Job %s does not embed as the library is to be embedded: %s"
                                .formatted(
                                        job.id(),
                                        differing.entrySet().stream()
                                                .map(other -> "%s is [%s] and not [%s]"
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
