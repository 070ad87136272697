/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.ssl.SSLContextProvider;

import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;

/**
 * Creates the HTTP client of the service, without its own redirects and retries: {@link ContentRequest} follows
 * redirects, and {@link Retries} retries.
 */
final class HttpClientFactory {
    private static final int MAXIMUM_IDLE_CONNECTIONS = 8;
    private static final int KEEP_ALIVE_MINUTES = 5;

    private HttpClientFactory() {}

    /**
     * Creates a client with its own connection pool.
     *
     * @param sslContextProvider may be null
     * @param proxyConfiguration may be null
     */
    static OkHttpClient create(
            final Duration connectionTimeout,
            final Duration readTimeout,
            final Duration writeTimeout,
            final SSLContextProvider sslContextProvider,
            final ProxyConfiguration proxyConfiguration) {
        final OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .socketFactory(new BufferedSocketFactory())
                .connectTimeout(connectionTimeout)
                .readTimeout(readTimeout)
                .writeTimeout(writeTimeout)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .connectionPool(new ConnectionPool(MAXIMUM_IDLE_CONNECTIONS, KEEP_ALIVE_MINUTES, TimeUnit.MINUTES));
        if (sslContextProvider != null) {
            final X509TrustManager trustManager = sslContextProvider.createTrustManager();
            builder.sslSocketFactory(sslContextProvider.createContext().getSocketFactory(), trustManager);
        }
        if (proxyConfiguration != null && proxyConfiguration.getProxyType() != Proxy.Type.DIRECT) {
            useProxy(builder, proxyConfiguration);
        }

        return builder.build();
    }

    private static void useProxy(final OkHttpClient.Builder builder, final ProxyConfiguration configuration) {
        builder.proxy(configuration.createProxy());
        if (configuration.hasCredential()) {
            final String credentials =
                    Credentials.basic(configuration.getProxyUserName(), configuration.getProxyUserPassword());
            // preemptive for http, because a one-shot body cannot be sent again after HTTP 407; never inside a tunnel
            builder.addNetworkInterceptor(chain -> chain.proceed(
                    chain.request().isHttps()
                            ? chain.request()
                            : chain.request()
                                    .newBuilder()
                                    .header("Proxy-Authorization", credentials)
                                    .build()));
            builder.proxyAuthenticator((route, response) -> {
                // a second HTTP 407 means that the credentials are wrong
                return response.request().header("Proxy-Authorization") == null
                        ? response.request()
                                .newBuilder()
                                .header("Proxy-Authorization", credentials)
                                .build()
                        : null;
            });
        }
    }

    /**
     * Cancels the calls of a client and closes its connections.
     */
    static void close(final OkHttpClient client) {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
