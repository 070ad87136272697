/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.EmbeddingMetadata;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the results of a job are, and what is needed to understand them.
 *
 * @param fileIds the job's files
 * @param endpoint of the job
 * @param restored the endpoint and the attributes of the requests as the job has them, if the FlowFile has none
 * @param ended requests that the job counts as completed or failed; there should be a line for each
 */
public record ResultLocation(ResultFileIds fileIds, BatchEndpoint endpoint, Map<String, String> restored, long ended) {

    /**
     * Finds the results by the attributes that the processors before left, or else by asking for the job.
     *
     * @throws JobNotEndedException when there is nothing to read yet
     * @throws IllegalArgumentException when the FlowFile names no job, or it is unknown how its requests were made
     */
    public static ResultLocation find(
            final VoyageClientService client, final String batchId, final Map<String, String> attributes)
            throws VoyageException, JobNotEndedException {
        // after results were missing the files may be other ones by now
        final Optional<ResultFileIds> known = attributes.containsKey(VoyageAttributes.RESULTS_INCOMPLETE_SINCE)
                ? Optional.empty()
                : ResultFileIds.ofAttributes(attributes::get);
        final OptionalLong ended = ended(attributes);
        final String endpointPath = attributes.get(VoyageAttributes.BATCH_ENDPOINT);
        final boolean parametersKnown = attributes.containsKey(VoyageAttributes.EMBEDDING_MODEL)
                || attributes.containsKey(VoyageAttributes.RERANK_MODEL);
        if (known.isPresent() && ended.isPresent() && parametersKnown && endpointPath != null) {
            return new ResultLocation(known.get(), endpoint(endpointPath), Map.of(), ended.getAsLong());
        }
        if (batchId.isBlank()) {
            throw new IllegalArgumentException("The FlowFile names no job: the property Batch ID gives an empty text");
        }

        final Batch batch = client.getBatch(batchId);
        if (batch.status().phase() == BatchPhase.RUNNING) {
            throw new JobNotEndedException(batchId, batch.status().value());
        }

        final BatchEndpoint endpoint = endpoint(endpointPath != null ? endpointPath : batch.endpoint());
        final Map<String, String> restored = new HashMap<>(
                parametersKnown
                        ? Map.of()
                        : EmbeddingMetadata.read(batch.metadata(), endpoint == BatchEndpoint.RERANK));
        restored.put(VoyageAttributes.BATCH_ENDPOINT, endpoint.path());
        return new ResultLocation(
                ResultFileIds.of(batch),
                endpoint,
                restored,
                batch.requestCounts().completed() + batch.requestCounts().failed());
    }

    private static OptionalLong ended(final Map<String, String> attributes) {
        final Long completed = AttributeValues.readLong(attributes.get(VoyageAttributes.REQUESTS_COMPLETED));
        final Long failed = AttributeValues.readLong(attributes.get(VoyageAttributes.REQUESTS_FAILED));
        return completed == null || failed == null ? OptionalLong.empty() : OptionalLong.of(completed + failed);
    }

    private static BatchEndpoint endpoint(final String path) {
        return BatchEndpoint.ofPath(path)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The endpoint of the job is [%s]; results of /v1/embeddings, /v1/contextualizedembeddings and /v1/rerank can be read"
                                .formatted(path)));
    }

    /**
     * Reads all result files.
     *
     * @param passOverGone whether a file that does not exist is passed over, and counted in the tally
     * @throws VoyageException when a file cannot be had
     */
    public ResultCounts read(
            final VoyageClientService client, final ResultFileReader<?> results, final boolean passOverGone)
            throws IOException {
        for (final String fileId : fileIds.results()) {
            try (InputStream file = client.openFile(fileId)) {
                results.read(fileId, file);
            } catch (final VoyageException e) {
                if (!passOverGone || !GracePeriod.isNotFound(e)) {
                    throw e;
                }
                results.passOver();
            }
        }

        return results.complete();
    }

    /**
     * How many results that the job counts have no line in its files.
     *
     * @param found what was read
     */
    public long missing(final ResultCounts found) {
        return Math.max(0, ended - (found.lines() - found.repeated()));
    }
}
