/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.api.VoyageException;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file's content. Voyage answers with a redirect to a signed address of its storage, valid for some minutes; that address gets no API key.
 * When the connection breaks, the API is asked again for a fresh address, and the download goes on where it stopped.
 * Source: Voyage's reference of {@code GET /v1/files/{id}/content}, and observation.
 */
final class FileDownload extends InputStream {
    private static final int PARTIAL_CONTENT = 206;

    private final VoyageApi api;
    private final OkHttpClient client;
    private final Retries retries;
    private final String fileId;
    private final String call;

    private final byte[] single = new byte[1];
    private Response response;
    private InputStream body;
    private long position;
    private long total = -1;
    private int failures;

    private FileDownload(final VoyageApi api, final OkHttpClient client, final Retries retries, final String fileId) {
        this.api = api;
        this.client = client;
        this.retries = retries;
        this.fileId = fileId;
        this.call = "GET /v1/files/%s/content".formatted(fileId);
    }

    /**
     * Opens the content; fails here when it cannot be had at all.
     */
    static InputStream open(final VoyageApi api, final OkHttpClient client, final Retries retries, final String fileId) throws VoyageException {
        final FileDownload download = new FileDownload(api, client, retries, fileId);
        retries.repeat(() -> {
            download.connect();
            return download;
        });
        return download;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws VoyageException {
        if (length == 0) {
            return 0;
        }

        while (true) {
            try {
                if (body == null) {
                    connect();
                }
                return readBody(bytes, offset, length);
            } catch (final VoyageException e) {
                resumeOrThrow(e);
            } catch (final IOException e) {
                resumeOrThrow(new VoyageException("%s, after %d bytes,".formatted(call, position), e));
            }
        }
    }

    private int readBody(final byte[] bytes, final int offset, final int length) throws IOException {
        final int read = body.read(bytes, offset, length);
        if (read > 0) {
            position += read;
            // each piece that arrives earns the full number of tries again
            failures = 0;
            return read;
        }

        if (total >= 0 && position < total) {
            throw new EOFException("the content ended after %d of %d bytes".formatted(position, total));
        }

        return -1;
    }

    private void resumeOrThrow(final VoyageException failure) throws VoyageException {
        disconnect();
        failures++;
        if (!failure.isRetryable() || failures > retries.maximum() || !retries.pause(failure, failures)) {
            throw failure;
        }
    }

    private void connect() throws VoyageException {
        Response answer = api.openFile(fileId, position);
        try {
            if (answer.isRedirect()) {
                answer = follow(answer);
            }
            if (!answer.isSuccessful()) {
                throw VoyageErrors.of(call, answer);
            }
            begin(answer);
        } catch (final VoyageException e) {
            answer.close();
            throw e;
        } catch (final IOException e) {
            answer.close();
            throw new VoyageException(call, e);
        }
    }

    private Response follow(final Response redirect) throws IOException {
        final String location = redirect.header("Location");
        final HttpUrl target = location == null ? null : redirect.request().url().resolve(location);
        redirect.close();
        if (target == null) {
            throw new IOException("the redirect has no usable address");
        }
        if (redirect.request().isHttps() && !target.isHttps()) {
            throw new IOException("the redirect leads from https to http on %s".formatted(target.host()));
        }

        // no Authorization here: the address is signed, and its host is not Voyage's API
        final Request.Builder request = new Request.Builder().url(target).header("Accept-Encoding", "identity").get();
        if (position > 0) {
            request.header("Range", "bytes=%d-".formatted(position));
        }

        final Response response = client.newCall(request.build()).execute();
        if (!response.isSuccessful()) {
            try (response) {
                // a signed address that is refused has expired; the API gives a new one
                throw new IOException("the storage %s answered HTTP %d".formatted(target.host(), response.code()));
            }
        }

        return response;
    }

    private void begin(final Response answer) throws IOException {
        final long length = answer.body().contentLength();
        final InputStream stream = answer.body().byteStream();
        if (position > 0 && answer.code() != PARTIAL_CONTENT) {
            // the server starts from the beginning: what was read before is passed over
            stream.skipNBytes(position);
            requireTotal(length < 0 ? -1 : length);
        } else {
            requireTotal(length < 0 ? -1 : position + length);
        }
        response = answer;
        body = stream;
    }

    private void requireTotal(final long size) throws VoyageException {
        if (total >= 0 && size >= 0 && total != size) {
            throw new VoyageException(call, 409, "the file had %d bytes when the download began, and %d when it went on".formatted(total, size), null, null);
        }
        if (total < 0) {
            total = size;
        }
    }

    private void disconnect() {
        if (response != null) {
            response.close();
            response = null;
            body = null;
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
