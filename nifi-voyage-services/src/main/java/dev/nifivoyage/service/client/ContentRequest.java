/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for a file's content, once. Voyage answers with a redirect to a signed address of its storage, valid for some minutes; that address gets no API key,
 * and its query, which is as good as a key, is in no message. A direct answer is taken as well.
 * Source: Voyage's reference of {@code GET /v1/files/{id}/content}, and observation.
 */
final class ContentRequest {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes\\s+(\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final Pattern UNSATISFIED_RANGE = Pattern.compile("bytes\\s+\\*/(\\d{1,18})");

    private final VoyageApi api;
    private final OkHttpClient client;
    private final String fileId;
    private final String call;
    private volatile Call current;

    ContentRequest(final VoyageApi api, final OkHttpClient client, final String fileId) {
        this.api = api;
        this.client = SocketReadTimeout.in(client);
        this.fileId = fileId;
        this.call = api.describeContent(fileId);
    }

    /**
     * Method and path of the call to Voyage.
     */
    String call() {
        return call;
    }

    /**
     * The content from a byte on; asks Voyage for a fresh address each time.
     */
    ContentPart open(final long offset) throws VoyageException {
        Response response = null;
        try {
            response = send(api.contentRequest(fileId, offset));
            if (response.isRedirect()) {
                response = follow(response, offset);
            } else if (!response.isSuccessful() && response.code() != RANGE_NOT_SATISFIABLE) {
                throw VoyageErrors.of(call, response);
            }
            return part(response, offset);
        } catch (final IOException e) {
            if (response != null) {
                response.close();
            }
            throw e instanceof final VoyageException rejected ? rejected : VoyageApi.failure(call, e);
        }
    }

    /**
     * Ends what is under way; for another thread.
     */
    void cancel() {
        final Call running = current;
        if (running != null) {
            running.cancel();
        }
    }

    private Response send(final Request request) throws IOException {
        current = client.newCall(request);
        return current.execute();
    }

    private Response follow(final Response redirect, final long offset) throws IOException {
        final String location = redirect.header("Location");
        final HttpUrl target =
                location == null ? null : redirect.request().url().resolve(location);
        redirect.close();
        if (target == null) {
            throw new IOException("the redirect has no usable address");
        }
        if (redirect.request().url().isHttps() && !target.isHttps()) {
            throw new IOException(
                    "the redirect leads from https to http on %s, which is refused".formatted(target.host()));
        }

        // no Authorization here: the address is signed, and its host is not Voyage's API
        final Request.Builder request = new Request.Builder()
                .url(target)
                .header("Accept-Encoding", "identity")
                .get();
        VoyageApi.wantFrom(request, offset);
        final Response response = send(request.build());
        if (!response.isSuccessful() && response.code() != RANGE_NOT_SATISFIABLE) {
            try (response) {
                // a signed address that is refused has expired; the API gives a new one
                throw new IOException("the storage %s answered HTTP %d".formatted(target.host(), response.code()));
            }
        }

        return response;
    }

    private ContentPart part(final Response response, final long offset) throws IOException {
        final String encoding = response.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new IOException("the content came as %s, which was not asked for".formatted(encoding));
        }

        final String entityTag = response.header("ETag");
        final InputStream stream = response.body().byteStream();
        return switch (response.code()) {
            case OK -> {
                final long total = known(response.body().contentLength());
                // the server starts from the beginning: what was read before is passed over
                stream.skipNBytes(offset);
                yield new ContentPart(response, stream, total, entityTag);
            }
            case PARTIAL_CONTENT ->
                new ContentPart(
                        response, stream, known(totalOfRange(response.header("Content-Range"), offset)), entityTag);
            case RANGE_NOT_SATISFIABLE -> {
                requireEnd(response.header("Content-Range"), offset);
                yield new ContentPart(response, InputStream.nullInputStream(), offset, entityTag);
            }
            default -> throw new IOException("HTTP %d is no answer to a download".formatted(response.code()));
        };
    }

    private long known(final long total) throws VoyageException {
        return total < 0 ? api.getFile(fileId).bytes() : total;
    }

    private static long totalOfRange(final String contentRange, final long offset) throws IOException {
        final Matcher matcher = CONTENT_RANGE.matcher(contentRange == null ? "" : contentRange.trim());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) != offset) {
            throw new IOException(
                    "bytes from %d on were asked for, and the answer is for [%s]".formatted(offset, contentRange));
        }

        return matcher.group(2).equals("*") ? -1 : Long.parseLong(matcher.group(2));
    }

    // a connection may break after the last byte: nothing is left to ask for then
    private static void requireEnd(final String contentRange, final long offset) throws IOException {
        final Matcher matcher = UNSATISFIED_RANGE.matcher(contentRange == null ? "" : contentRange.trim());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) != offset) {
            throw new IOException(
                    "there are no bytes from %d on, the answer is for [%s]".formatted(offset, contentRange));
        }
    }
}
