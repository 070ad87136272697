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
 * The connection to Voyage AI: the one place that knows the API key. Each method is one call of the API.
 *
 * <p>Calls that may be repeated without harm are repeated on 429, 5xx and broken connections, up to the service's maximum of retries;
 * {@link #createBatch} is sent exactly once. All methods may be called by many threads.</p>
 */
@Tags({"voyage", "ai", "embeddings", "batch", "rerank"})
@CapabilityDescription("Connection to the Voyage AI API: files, batch jobs, embeddings and rankings in real time")
public interface VoyageClientService extends ControllerService {

    /**
     * Uploads the requests of a job. A repeated upload deletes the copies that its earlier tries left. An upload that fails for good may leave one, to be found by its name in
     * {@link #listFiles}.
     *
     * @param filename name shown in Voyage's list of files, of this file only; must end with {@code .jsonl}
     * @param content the requests, streamed
     * @return the file as the server has it
     */
    RemoteFile uploadBatchInput(String filename, FileContent content) throws VoyageException;

    /**
     * Makes a job. Never repeated: after a failure that leaves open whether the job exists, look for it with {@link #listBatches}.
     */
    Batch createBatch(BatchRequest request) throws VoyageException;

    /**
     * The job; HTTP 404 when it does not exist or belongs to another project than the API key.
     */
    Batch getBatch(String batchId) throws VoyageException;

    /**
     * Jobs of the API key's project, newest first.
     *
     * @param limit 1 to 100
     * @param after id of the last job of the page before, or null for the first page
     */
    BatchPage listBatches(int limit, String after) throws VoyageException;

    /**
     * Asks for a job to be cancelled. Requests that are being answered are finished first, which takes up to ten minutes; what was answered can be downloaded then, and is billed.
     * Source: Cancel Batch in Voyage's API reference.
     *
     * @return the job, usually {@code cancelling}
     * @throws VoyageException HTTP 400 among others when the job is neither {@code validating} nor {@code in_progress}: also when an earlier call, whose answer was lost, has cancelled it
     */
    Batch cancelBatch(String batchId) throws VoyageException;

    /**
     * The file's description; HTTP 404 when it does not exist, has expired or belongs to another project.
     */
    RemoteFile getFile(String fileId) throws VoyageException;

    /**
     * Uploaded input files of the API key's project, newest first.
     *
     * @param limit 1 to 10,000
     * @param after id of the last file of the page before, or null for the first page
     */
    FilePage listFiles(int limit, String after) throws VoyageException;

    /**
     * The file's content. A download that breaks off goes on where it stopped, so that the stream holds each byte exactly once; when that is
     * impossible, reading throws {@link VoyageException}. The caller closes the stream.
     */
    InputStream openFile(String fileId) throws VoyageException;

    /**
     * Deletes files; all or none. Files that no longer exist count as deleted.
     */
    void deleteFiles(Collection<String> fileIds) throws VoyageException;

    /**
     * Embeds texts in real time. Repeated like a call that only reads: the vectors of a text are always the same. An answer that was lost on its way is billed
     * all the same.
     *
     * @return one vector per text, in the order of the texts
     * @throws VoyageException HTTP 400 among others when the texts have too many tokens together; HTTP 200 when the answer does not hold exactly one vector of the
     *         requested type and dimension for each text, which is not repeated since each answer is billed
     */
    EmbeddingsResponse embed(EmbeddingsRequest request) throws VoyageException;

    /**
     * Ranks documents by their relevance to a query in real time. Repeated like {@link #embed}.
     *
     * @return the documents in descending order of their scores
     * @throws VoyageException HTTP 400 among others when the query or its documents have too many tokens; HTTP 200 when the answer does not rank exactly the documents
     *         that were asked for, which is not repeated since each answer is billed
     */
    RerankResponse rerank(RerankRequest request) throws VoyageException;

    /**
     * The address calls go to, ending with {@code /v1}; holds no secret. For provenance events.
     */
    URI getBaseUri();

    /**
     * How long a call waits for the next bytes of its response. A call that was given up on may still reach the server for about as long.
     */
    Duration getReadTimeout();

    /**
     * Tells connections apart: the same text as long as address and API key stay. It does not give the key away.
     */
    String getConnectionId();

    /**
     * Names the server that makes the vectors, for caches that hold those of several; the address unless it is configured.
     */
    String getVectorSource();
}
