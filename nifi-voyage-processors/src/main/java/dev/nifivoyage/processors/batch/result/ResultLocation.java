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
 * The files with the results of a job, and the parameters to read them.
 *
 * @param fileIds files of the job
 * @param endpoint endpoint of the job
 * @param restored endpoint and request attributes from the job, if the FlowFile does not have them
 * @param ended number of requests that the job counts as completed or failed, each of which should have a line
 */
public record ResultLocation(ResultFileIds fileIds, BatchEndpoint endpoint, Map<String, String> restored, long ended) {

    /**
     * Finds the results by the attributes of the FlowFile, or else by retrieving the job.
     *
     * @throws JobNotEndedException if the job has not ended
     * @throws MissingBatchIdException if the job is needed and the FlowFile has no batch ID
     * @throws IllegalArgumentException if the parameters of the job are unknown
     */
    public static ResultLocation find(
            final VoyageClientService client, final String batchId, final Map<String, String> attributes)
            throws VoyageException, JobNotEndedException, MissingBatchIdException {
        // if results were missing, the job may have other files by now
        final Optional<ResultFileIds> fileIds = attributes.containsKey(VoyageAttributes.RESULTS_INCOMPLETE_SINCE)
                ? Optional.empty()
                : ResultFileIds.ofAttributes(attributes::get);
        final OptionalLong ended = ended(attributes);
        final String endpointPath = attributes.get(VoyageAttributes.BATCH_ENDPOINT);
        final boolean hasParameters = attributes.containsKey(VoyageAttributes.EMBEDDING_MODEL)
                || attributes.containsKey(VoyageAttributes.RERANK_MODEL);
        if (fileIds.isPresent() && ended.isPresent() && hasParameters && endpointPath != null) {
            return new ResultLocation(fileIds.get(), endpoint(endpointPath), Map.of(), ended.getAsLong());
        }
        if (batchId.isBlank()) {
            throw new MissingBatchIdException();
        }

        final Batch batch = client.getBatch(batchId);
        if (batch.status().phase() == BatchPhase.RUNNING) {
            throw new JobNotEndedException(batchId, batch.status().value());
        }

        final BatchEndpoint endpoint = endpoint(endpointPath != null ? endpointPath : batch.endpoint());
        final Map<String, String> restored = new HashMap<>(
                hasParameters ? Map.of() : EmbeddingMetadata.read(batch.metadata(), endpoint == BatchEndpoint.RERANK));
        restored.put(VoyageAttributes.BATCH_ENDPOINT, endpoint.path());
        return new ResultLocation(
                ResultFileIds.of(batch),
                endpoint,
                restored,
                batch.requestCounts().ended());
    }

    private static OptionalLong ended(final Map<String, String> attributes) {
        final Long completed = AttributeValues.readLong(attributes.get(VoyageAttributes.REQUESTS_COMPLETED));
        final Long failed = AttributeValues.readLong(attributes.get(VoyageAttributes.REQUESTS_FAILED));
        return completed == null || failed == null ? OptionalLong.empty() : OptionalLong.of(completed + failed);
    }

    private static BatchEndpoint endpoint(final String path) {
        return BatchEndpoint.ofPath(path)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The endpoint of the batch job is [%s]. Supported are /v1/embeddings, /v1/contextualizedembeddings, and /v1/rerank"
                                .formatted(AttributeValues.shown(path))));
    }

    /**
     * Reads all result files.
     *
     * @param skipMissing whether a file that no longer exists is counted and skipped
     * @throws VoyageException if a file cannot be read
     */
    public ResultCounts read(
            final VoyageClientService client, final ResultFileReader<?> results, final boolean skipMissing)
            throws IOException {
        for (final String fileId : fileIds.results()) {
            try (InputStream file = client.openFile(fileId)) {
                results.read(fileId, file);
            } catch (final VoyageException e) {
                if (!skipMissing || !GracePeriod.isNotFound(e)) {
                    throw e;
                }
                results.skipMissing();
            }
        }

        return results.complete();
    }

    /**
     * Returns how many of the completed and failed requests have no line in the files.
     *
     * @param found counts of the lines read
     */
    public long missing(final ResultCounts found) {
        return Math.max(0, ended - (found.lines() - found.repeated()));
    }

    /**
     * Returns whether each request of the job has a line in the files.
     *
     * @param attributes of the FlowFile
     * @param found counts of the lines read
     */
    static boolean isComplete(final Map<String, String> attributes, final ResultCounts found) {
        final Long total = AttributeValues.readLong(attributes.get(VoyageAttributes.REQUESTS_TOTAL));
        return total != null && found.filesMissing() == 0 && total == found.lines() - found.repeated();
    }
}
