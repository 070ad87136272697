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
import java.net.HttpURLConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests the content of a file, without retries. Voyage redirects to a signed URL of its storage, valid for some
 * minutes. The API key is not sent to that URL, and its query, which is a credential too, does not appear in messages.
 * A direct response is accepted as well. Source: Voyage's reference of {@code GET /v1/files/{id}/content}, and
 * observation.
 */
final class ContentRequest {
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes\\s+(\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final Pattern UNSATISFIED_RANGE = Pattern.compile("bytes\\s+\\*/(\\d{1,18})");

    private final VoyageApi api;
    private final OkHttpClient client;
    private final String fileId;
    private final String call;
    private final RedirectRule redirects;
    private volatile Call current;

    ContentRequest(final VoyageApi api, final OkHttpClient client, final String fileId) {
        this.api = api;
        this.client = SocketReadTimeout.in(client);
        this.fileId = fileId;
        this.call = api.describeContent(fileId);
        this.redirects = new RedirectRule(api.baseUrl());
    }

    /**
     * Method and path of the call to Voyage.
     */
    String call() {
        return call;
    }

    /**
     * Opens the content at an offset, with a fresh URL from Voyage.
     */
    ContentPart open(final long offset) throws VoyageException {
        Response response = null;
        try {
            response = send(client, api.contentRequest(fileId, offset));
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
     * Cancels the current call; for use by another thread.
     */
    void cancel() {
        final Call running = current;
        if (running != null) {
            running.cancel();
        }
    }

    private Response send(final OkHttpClient sender, final Request request) throws IOException {
        current = sender.newCall(request);
        return current.execute();
    }

    private Response follow(final Response redirect, final long offset) throws IOException {
        redirect.close();
        final HttpUrl target = redirects.target(redirect);

        // no Authorization: the URL is signed, and its host is not the API
        final Request.Builder request = new Request.Builder()
                .url(target)
                .header("Accept-Encoding", "identity")
                .get();
        VoyageApi.setRange(request, offset);
        final Response response = send(
                client.newBuilder()
                        .dns(redirects.resolver(client.dns(), target))
                        .build(),
                request.build());
        if (!response.isSuccessful() && response.code() != RANGE_NOT_SATISFIABLE) {
            try (response) {
                // the signed URL has expired; the next attempt gets a new one
                throw new IOException("the storage %s returned HTTP %d".formatted(target.host(), response.code()));
            }
        }

        return response;
    }

    private ContentPart part(final Response response, final long offset) throws IOException {
        final String encoding = response.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new IOException("the content has the encoding %s, which was not requested".formatted(encoding));
        }

        final String entityTag = response.header("ETag");
        final InputStream stream = response.body().byteStream();
        return switch (response.code()) {
            case HttpURLConnection.HTTP_OK -> {
                final long total = orFileSize(response.body().contentLength());
                // the server ignored the range: skip the bytes that were read before
                stream.skipNBytes(offset);
                yield new ContentPart(response, stream, total, entityTag);
            }
            case HttpURLConnection.HTTP_PARTIAL ->
                new ContentPart(
                        response,
                        stream,
                        orFileSize(totalOfRange(response.header("Content-Range"), offset)),
                        entityTag);
            case RANGE_NOT_SATISFIABLE -> {
                requireEnd(response.header("Content-Range"), offset);
                yield new ContentPart(response, InputStream.nullInputStream(), offset, entityTag);
            }
            default ->
                throw new IOException("HTTP %d is not a valid response to a download".formatted(response.code()));
        };
    }

    private long orFileSize(final long total) throws VoyageException {
        return total < 0 ? api.getFile(fileId).bytes() : total;
    }

    private static long totalOfRange(final String contentRange, final long offset) throws IOException {
        final Matcher matcher = CONTENT_RANGE.matcher(contentRange == null ? "" : contentRange.trim());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) != offset) {
            throw new IOException(
                    "requested bytes from offset %d, but the response contains [%s]".formatted(offset, contentRange));
        }

        return matcher.group(2).equals("*") ? -1 : Long.parseLong(matcher.group(2));
    }

    // the connection may have broken after the last byte, with nothing left to request
    private static void requireEnd(final String contentRange, final long offset) throws IOException {
        final Matcher matcher = UNSATISFIED_RANGE.matcher(contentRange == null ? "" : contentRange.trim());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) != offset) {
            throw new IOException("the file has no bytes from offset %d on: [%s]".formatted(offset, contentRange));
        }
    }
}
