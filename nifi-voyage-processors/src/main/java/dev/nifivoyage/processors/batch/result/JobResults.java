/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.api.BatchPhase;
import dev.nifivoyage.api.VoyageClientService;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.EmbeddingMetadata;
import dev.nifivoyage.processors.attribute.VoyageAttributes;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * Where the results of a job are, and what is needed to understand them.
 *
 * @param fileIds the job's files
 * @param parameters how the job's texts were embedded
 * @param restored the embedding attributes from the job's metadata, if the FlowFile has none
 */
public record JobResults(ResultFileIds fileIds, EmbeddingParameters parameters, Map<String, String> restored) {

    /**
     * Finds the results by the attributes that CreateBatchEmbedding and PollBatchStatus left, or else by asking for the job.
     *
     * @throws JobNotEndedException when there is nothing to read yet
     * @throws IllegalArgumentException when the FlowFile names no job, or it is unknown how the job's texts were embedded
     */
    public static JobResults find(final VoyageClientService client, final String batchId, final Map<String, String> attributes) throws VoyageException, JobNotEndedException {
        final Optional<ResultFileIds> known = ResultFileIds.ofAttributes(attributes::get);
        final boolean parametersKnown = attributes.containsKey(VoyageAttributes.EMBEDDING_MODEL);
        if (known.isPresent() && parametersKnown) {
            return new JobResults(known.get(), EmbeddingAttributes.read(attributes), Map.of());
        }
        if (batchId.isBlank()) {
            throw new IllegalArgumentException("The FlowFile names no job: the property Batch ID gives an empty text");
        }

        final Batch batch = client.getBatch(batchId);
        if (batch.status().phase() == BatchPhase.RUNNING) {
            throw new JobNotEndedException(batchId, batch.status().value());
        }
        if (batch.outputFileId() == null && batch.requestCounts().completed() > 0) {
            throw new JobNotEndedException(batchId, batch.status().value() + " without an output file for its answers");
        }

        final Map<String, String> restored = parametersKnown ? Map.of() : EmbeddingMetadata.read(batch.metadata());
        return new JobResults(ResultFileIds.of(batch), EmbeddingAttributes.read(parametersKnown ? attributes : restored), restored);
    }

    /**
     * Reads all result files.
     */
    public ResultTally read(final VoyageClientService client, final ResultFiles results) throws IOException {
        for (final String fileId : fileIds.results()) {
            try (InputStream file = client.openFile(fileId)) {
                results.read(fileId, file);
            }
        }

        return results.complete();
    }
}
