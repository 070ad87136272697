/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Downloads images and videos over http or https. Follows up to five redirects (the default of the HTTP client), but
 * none from https to http. Voyage's timeouts are not documented; these are assumptions.
 */
final class MediaDownloader {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    // HTTP/1.1, where Content-Length is binding
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    private MediaDownloader() {}

    /**
     * @throws MediaException if the URL is malformed, or the download fails or is too large
     */
    static byte[] download(final String url) {
        final CompletableFuture<HttpResponse<byte[]>> response =
                CLIENT.sendAsync(request(url), MediaDownloader::receive);
        try {
            return response.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).body();
        } catch (final TimeoutException e) {
            response.cancel(true);
            throw new MediaException("its URL did not respond within " + TIMEOUT.toSeconds() + " seconds", e);
        } catch (final InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new MediaException("its download was interrupted", e);
        } catch (final ExecutionException e) {
            throw reason(e);
        }
    }

    private static HttpRequest request(final String url) {
        try {
            return HttpRequest.newBuilder(URI.create(url)).build();
        } catch (final IllegalArgumentException e) {
            throw new MediaException("its URL is not a valid http or https URL", e);
        }
    }

    private static HttpResponse.BodySubscriber<byte[]> receive(final HttpResponse.ResponseInfo response) {
        try {
            check(response);
        } catch (final MediaException e) {
            return new UnreadBody(e);
        }
        return HttpResponse.BodySubscribers.ofByteArray();
    }

    private static void check(final HttpResponse.ResponseInfo response) {
        if (response.statusCode() != 200) {
            throw new MediaException("its URL returned the HTTP status " + response.statusCode());
        }
        final OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        if (length.isEmpty()) {
            throw new MediaException("its URL returned no Content-Length");
        }
        MediaLimits.checkBytes(length.getAsLong());
    }

    private static MediaException reason(final Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof MediaException)) {
            cause = cause.getCause();
        }
        return cause == null ? new MediaException("its URL cannot be downloaded", failure) : (MediaException) cause;
    }

    /**
     * A body that is not read, for a reason.
     */
    private record UnreadBody(MediaException reason) implements HttpResponse.BodySubscriber<byte[]> {

        @Override
        public CompletionStage<byte[]> getBody() {
            return CompletableFuture.failedFuture(reason);
        }

        @Override
        public void onSubscribe(final Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(final List<ByteBuffer> buffers) {
            // what arrives before the cancellation is discarded
        }

        @Override
        public void onError(final Throwable failure) {
            // the reason is known
        }

        @Override
        public void onComplete() {
            // nothing was kept
        }
    }
}
