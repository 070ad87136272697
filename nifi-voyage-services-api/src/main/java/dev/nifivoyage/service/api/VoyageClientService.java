/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.controller.ControllerService;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;

/**
 * A connection to Voyage AI, which holds the API key. Each method is one call of the API.
 *
 * <p>Idempotent calls are retried after 429, 5xx, and broken connections, up to the maximum number of retries of the
 * service; {@link #createBatch} is sent exactly once. All methods are thread-safe.
 */
@Tags({"voyage", "ai", "embeddings", "multimodal", "batch", "rerank"})
@CapabilityDescription("Provides access to the Voyage AI API: files, batch jobs, and real-time embeddings and rankings")
public interface VoyageClientService extends ControllerService {

    /**
     * Uploads the requests of a job. A retried upload deletes the copies of earlier attempts. A failed upload may leave
     * a copy, which has its name in {@link #listFiles}.
     *
     * @param filename unique name in the list of files; must end with {@code .jsonl}
     * @param content the requests, streamed
     * @return the uploaded file
     */
    RemoteFile uploadBatchInput(String filename, FileContent content) throws VoyageException;

    /**
     * Creates a job. Never retried: after a failure with an unknown outcome, look for the job with
     * {@link #listBatches}.
     */
    Batch createBatch(BatchRequest request) throws VoyageException;

    /**
     * Returns a job; HTTP 404 if it does not exist, or belongs to another project than the API key.
     */
    Batch getBatch(String batchId) throws VoyageException;

    /**
     * Lists the jobs of the project, newest first.
     *
     * @param limit 1 to 100
     * @param after ID of the last job of the previous page, or null for the first page
     */
    BatchPage listBatches(int limit, String after) throws VoyageException;

    /**
     * Cancels a job. Requests in progress are completed first, which takes up to ten minutes; completed requests can be
     * downloaded then, and are billed. Source: Cancel Batch in Voyage's API reference.
     *
     * @return the job, usually {@code cancelling}
     * @throws VoyageException HTTP 400 among others if the job is neither {@code validating} nor {@code in_progress},
     *     for example because it was cancelled by an earlier call with a lost response
     */
    Batch cancelBatch(String batchId) throws VoyageException;

    /**
     * Returns the description of a file; HTTP 404 if it does not exist, has expired, or belongs to another project.
     */
    RemoteFile getFile(String fileId) throws VoyageException;

    /**
     * Lists the uploaded input files of the project, newest first.
     *
     * @param limit 1 to 10,000
     * @param after ID of the last file of the previous page, or null for the first page
     */
    FilePage listFiles(int limit, String after) throws VoyageException;

    /**
     * Opens the content of a file. An interrupted download is resumed, so that the stream has each byte exactly once;
     * if that is impossible, reading throws {@link VoyageException}. The caller closes the stream.
     */
    InputStream openFile(String fileId) throws VoyageException;

    /**
     * Deletes either all of the files or none. Files that no longer exist count as deleted.
     */
    void deleteFiles(Collection<String> fileIds) throws VoyageException;

    /**
     * Embeds texts in real time. Retried like a read, because the vectors of a text are always the same; a lost
     * response is billed nevertheless.
     *
     * @return one vector per text, in the order of the texts
     * @throws UnusableResponseException if the response does not have exactly one vector of the requested type and
     *     dimension for each text
     * @throws VoyageException HTTP 400 among others if the texts have too many tokens in total
     */
    EmbeddingsResponse embed(EmbeddingsRequest request) throws VoyageException;

    /**
     * Embeds sequences of texts, images, and videos in real time. Retried like {@link #embed}.
     *
     * @return one vector per input, in the order of the inputs
     * @throws UnusableResponseException if the response does not have exactly one vector of the requested type and
     *     dimension for each input
     * @throws VoyageException HTTP 400 among others if the inputs have too many tokens in total, or if one of them
     *     cannot be used
     */
    MultimodalEmbeddingsResponse embed(MultimodalEmbeddingsRequest request) throws VoyageException;

    /**
     * Ranks documents by their relevance to a query in real time. Retried like {@link #embed}.
     *
     * @return the documents in descending order of their scores
     * @throws UnusableResponseException if the response does not rank exactly the documents of the request
     * @throws VoyageException HTTP 400 among others if the query or its documents have too many tokens
     */
    RerankResponse rerank(RerankRequest request) throws VoyageException;

    /**
     * Returns the base URL, ending with {@code /v1} and without secrets, for provenance events.
     */
    URI getBaseUri();

    /**
     * Returns the time that a call waits for the next bytes of its response. An abandoned call may reach the server for
     * about as long.
     */
    Duration getReadTimeout();

    /**
     * Returns an ID that depends on base URL and API key only, and does not reveal the key.
     */
    String getConnectionId();

    /**
     * Returns the source of the vectors for caches with vectors of several servers; by default the base URL.
     */
    String getVectorSource();
}
