/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Leaves the read timeout to the socket. OkHttp's own timeout wakes a watchdog thread for each 8 KB, a large part of
 * the CPU time of a download of a gigabyte. These calls use HTTP/1.1: HTTP/2 shares a socket among calls, where the
 * traffic of others would hide a stalled one.
 */
final class SocketReadTimeout implements Interceptor {
    private final int millis;

    private SocketReadTimeout(final int millis) {
        this.millis = millis;
    }

    /**
     * Returns a client that shares everything with another one except for the watchdog and its connections. Its timeout
     * is half as long, so that a download resumed once after silence still ends within the whole time.
     */
    static OkHttpClient in(final OkHttpClient client) {
        return client.newBuilder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .readTimeout(Duration.ZERO)
                .addNetworkInterceptor(new SocketReadTimeout(Math.max(1, client.readTimeoutMillis() / 2)))
                .build();
    }

    @Override
    public Response intercept(final Chain chain) throws IOException {
        if (chain.connection() != null) {
            chain.connection().socket().setSoTimeout(millis);
        }

        return chain.proceed(chain.request());
    }
}
