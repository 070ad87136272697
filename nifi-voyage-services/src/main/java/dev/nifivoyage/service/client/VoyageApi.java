/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;
import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.FilePage;
import dev.nifivoyage.service.api.MultimodalEmbeddingsRequest;
import dev.nifivoyage.service.api.MultimodalEmbeddingsResponse;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.TransferStoppedException;
import dev.nifivoyage.service.api.UnusableResponseException;
import dev.nifivoyage.service.api.VoyageException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The calls of the Voyage API, each sent once. The API key is sent to the host of the base URL only.
 */
final class VoyageApi {
    private static final MediaType JSON = MediaType.get("application/json");
    /** Far more than a page of 100 batch jobs. */
    static final long MAXIMUM_RESPONSE = 16L * 1024 * 1024;
    /** Four times as much as 1,000 vectors of 2048 dimensions written as numbers. */
    static final long MAXIMUM_RESULTS = 256L * 1024 * 1024;
    /** Purpose of request files. */
    private static final String INPUT_FILES = "batch";

    private static final byte[] NOTHING = {};
    // messages of the HTTP client and of the socket
    private static final Set<String> BARE_TIMEOUTS = Set.of("", "timeout", "read timed out");
    /** Time for a reading call to end by itself after its processor was stopped. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** The same for calls with a billed response. */
    private static final Duration GRACE_OF_BILLED = Duration.ofSeconds(5);
    /** The creation of a batch job is never canceled, because its outcome would be unknown. */
    private static final Duration NEVER = null;

    private final OkHttpClient client;
    private final CallWatcher watcher;
    private final HttpUrl baseUrl;
    private final String authorization;

    VoyageApi(final OkHttpClient client, final CallWatcher watcher, final HttpUrl baseUrl, final String apiKey) {
        this.client = Objects.requireNonNull(client, "client");
        this.watcher = Objects.requireNonNull(watcher, "watcher");
        this.baseUrl = Objects.requireNonNull(baseUrl, "baseUrl");
        this.authorization = "Bearer " + Objects.requireNonNull(apiKey, "apiKey");
    }

    HttpUrl baseUrl() {
        return baseUrl;
    }

    /**
     * SHA-256 of base URL and key, 43 characters. A key is too long to be guessed from it.
     */
    String connectionId() {
        try {
            final byte[] identity = "%s\n%s".formatted(baseUrl, authorization).getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(identity));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    RemoteFile uploadBatchInput(final String filename, final FileContent content) throws VoyageException {
        final MultipartBody body = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("purpose", INPUT_FILES)
                .addFormDataPart("file", filename, new FileContentBody(content))
                .build();
        return call(request("files").post(body).build(), response -> VoyageJson.readFile(VoyageJson.read(response)));
    }

    Batch createBatch(final BatchRequest request) throws VoyageException {
        return call(
                request("batches")
                        .post(new OneShotJsonBody(VoyageJson.write(request)))
                        .build(),
                NEVER,
                response -> VoyageJson.readBatch(VoyageJson.read(response)));
    }

    Batch getBatch(final String batchId) throws VoyageException {
        return call(
                request("batches", batchId).get().build(), response -> VoyageJson.readBatch(VoyageJson.read(response)));
    }

    BatchPage listBatches(final int limit, final String after) throws VoyageException {
        final HttpUrl.Builder url = url("batches").addQueryParameter("limit", Integer.toString(limit));
        if (after != null) {
            url.addQueryParameter("after", after);
        }

        return call(
                authorized(url.build()).get().build(), response -> VoyageJson.readBatchPage(VoyageJson.read(response)));
    }

    Batch cancelBatch(final String batchId) throws VoyageException {
        return call(
                request("batches", batchId, "cancel")
                        .post(RequestBody.create(NOTHING, JSON))
                        .build(),
                response -> VoyageJson.readBatch(VoyageJson.read(response)));
    }

    RemoteFile getFile(final String fileId) throws VoyageException {
        return call(request("files", fileId).get().build(), response -> VoyageJson.readFile(VoyageJson.read(response)));
    }

    FilePage listFiles(final int limit, final String after) throws VoyageException {
        final HttpUrl.Builder url = url("files")
                .addQueryParameter("purpose", INPUT_FILES)
                .addQueryParameter("limit", Integer.toString(limit))
                .addQueryParameter("order", "desc");
        if (after != null) {
            url.addQueryParameter("after", after);
        }

        return call(
                authorized(url.build()).get().build(), response -> VoyageJson.readFilePage(VoyageJson.read(response)));
    }

    /**
     * Embeds texts.
     *
     * @throws UnusableResponseException if the response does not match the request
     */
    EmbeddingsResponse embed(final EmbeddingsRequest embeddingsRequest) throws VoyageException {
        final Request request = request("embeddings")
                .post(RequestBody.create(EmbeddingsJson.write(embeddingsRequest), JSON))
                .build();
        return stream(request, response -> EmbeddingsJson.read(response, embeddingsRequest));
    }

    /**
     * Embeds multimodal inputs.
     *
     * @throws UnusableResponseException if the response does not match the request
     */
    MultimodalEmbeddingsResponse embed(final MultimodalEmbeddingsRequest multimodalRequest) throws VoyageException {
        final Request request = request("multimodalembeddings")
                .post(MultimodalJson.body(multimodalRequest))
                .build();
        return stream(request, response -> MultimodalJson.read(response, multimodalRequest));
    }

    /**
     * Ranks documents.
     *
     * @throws UnusableResponseException if the response does not match the request
     */
    RerankResponse rerank(final RerankRequest rerankRequest) throws VoyageException {
        final Request request = request("rerank")
                .post(RequestBody.create(RerankJson.write(rerankRequest), JSON))
                .build();
        return stream(request, response -> RerankJson.read(response, rerankRequest));
    }

    /**
     * Makes the cheapest call that needs a valid key.
     */
    void listOneFile() throws VoyageException {
        call(
                authorized(url("files").addQueryParameter("limit", "1").build())
                        .get()
                        .build(),
                VoyageJson::read);
    }

    /**
     * Deletes either all of the files or none.
     */
    void deleteFiles(final Collection<String> fileIds) throws VoyageException {
        final Request request = request("files", "delete")
                .post(RequestBody.create(VoyageJson.writeFileIds(fileIds), JSON))
                .build();
        call(request, response -> {
            final JsonNode outcome = VoyageJson.read(response);
            if (!outcome.path("success").asBoolean(true)) {
                throw new InvalidContentException(
                        "none of the files was deleted, because of " + outcome.path("error_file_ids"));
            }
            return response;
        });
    }

    /**
     * Returns the request for the content of a file.
     *
     * @param offset first byte to read
     */
    Request contentRequest(final String fileId, final long offset) {
        final Request.Builder request = request("files", fileId, "content")
                .header("Accept-Encoding", "identity")
                .get();
        setRange(request, offset);
        return request.build();
    }

    /**
     * Method and path of {@link #contentRequest}.
     */
    String describeContent(final String fileId) {
        return "GET " + url("files", fileId, "content").build().encodedPath();
    }

    /**
     * Requests the content from an offset on.
     */
    static void setRange(final Request.Builder request, final long offset) {
        if (offset > 0) {
            request.header("Range", "bytes=%d-".formatted(offset));
        }
    }

    /**
     * Method and path of a request, the parts that may appear in messages.
     */
    static String describe(final Request request) {
        return request.method() + " " + request.url().encodedPath();
    }

    private HttpUrl.Builder url(final String... segments) {
        final HttpUrl.Builder url = baseUrl.newBuilder();
        for (final String segment : segments) {
            url.addPathSegment(segment);
        }

        return url;
    }

    private Request.Builder request(final String... segments) {
        return authorized(url(segments).build());
    }

    private Request.Builder authorized(final HttpUrl url) {
        return new Request.Builder().url(url).header("Authorization", authorization);
    }

    /**
     * Returns the exception for a call without a response, with a helpful message.
     */
    static VoyageException failure(final String call, final IOException cause) {
        if (!(cause instanceof SocketTimeoutException)
                || !BARE_TIMEOUTS.contains(
                        Objects.toString(cause.getMessage(), "").toLowerCase(Locale.ROOT))) {
            return new VoyageException(call, ConnectionErrors.explain(cause));
        }

        final SocketTimeoutException timeout = new SocketTimeoutException("no response within Read Timeout");
        timeout.initCause(cause);
        return new VoyageException(call, timeout);
    }

    private interface BodyReader<T> {
        T read(String response) throws IOException, InvalidContentException;
    }

    private <T> T call(final Request request, final BodyReader<T> reader) throws VoyageException {
        return call(request, GRACE, reader);
    }

    private <T> T call(final Request request, final Duration grace, final BodyReader<T> reader) throws VoyageException {
        return exchange(request, grace, response -> reader.read(text(response)));
    }

    private static String text(final Response response) throws IOException {
        final ResponseBody body = response.peekBody(MAXIMUM_RESPONSE + 1);
        if (body.contentLength() > MAXIMUM_RESPONSE) {
            throw LimitedStream.tooLong(MAXIMUM_RESPONSE);
        }

        return body.string();
    }

    private interface StreamReader<T> {
        T read(InputStream response) throws IOException, InvalidContentException;
    }

    // for large responses
    private <T> T stream(final Request request, final StreamReader<T> reader) throws VoyageException {
        return exchange(
                request,
                GRACE_OF_BILLED,
                response -> reader.read(new LimitedStream(response.body().byteStream(), MAXIMUM_RESULTS)));
    }

    private interface ResponseReader<T> {
        T read(Response response) throws IOException, InvalidContentException;
    }

    private <T> T exchange(final Request request, final Duration grace, final ResponseReader<T> reader)
            throws VoyageException {
        final Call call = client.newCall(request);
        try (CallWatcher.Watch watch = watcher.watch(call::cancel, grace)) {
            try (Response response = call.execute()) {
                if (!response.isSuccessful()) {
                    throw VoyageErrors.of(describe(request), response);
                }

                return reader.read(response);
            } catch (final InvalidContentException e) {
                throw new UnusableResponseException(describe(request), e.getMessage());
            } catch (final IOException e) {
                if (watch.isStopped()) {
                    throw new TransferStoppedException(describe(request), e);
                }
                throw e instanceof final VoyageException rejected ? rejected : failure(describe(request), e);
            }
        }
    }
}
