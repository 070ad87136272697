/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nifivoyage.nifi.Poll;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A proxy between NiFi and a server that holds responses until a test releases them: the job exists, but NiFi does not
 * know yet. Of a file, the first half is sent before.
 */
final class HoldingProxy implements AutoCloseable {
    private static final Duration HELD_DEADLINE = Duration.ofMinutes(8);
    /** Limits the life of a thread after a failed test. */
    private static final int LONGEST_HOLD_MINUTES = 4;
    /** The state of one connection. */
    private static final Set<String> HOP_HEADERS =
            Set.of("connection", "content-length", "expect", "host", "http2-settings", "transfer-encoding", "upgrade");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI target;
    private final AtomicInteger held = new AtomicInteger();
    private volatile Predicate<Call> holds = call -> false;
    private volatile CountDownLatch released = new CountDownLatch(0);

    private HoldingProxy(final HttpServer server, final URI target) {
        this.server = server;
        this.target = target;
    }

    /**
     * @param target base address of the server, with the path {@code /v1}
     */
    static HoldingProxy before(final URI target) throws IOException {
        final HoldingProxy proxy = new HoldingProxy(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), target);
        proxy.server.setExecutor(proxy.threads);
        proxy.server.createContext("/", proxy::handle);
        proxy.server.start();
        return proxy;
    }

    URI baseUri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + target.getPath());
    }

    /**
     * A call to the server.
     *
     * @param path without the query
     * @param body of the request
     */
    record Call(String method, String path, String body) {
        /** Returns true if it creates a job. */
        boolean createsJob() {
            return method.equals("POST") && path.endsWith("/batches");
        }

        /** Returns true if it lists jobs. */
        boolean listsJobs() {
            return method.equals("GET") && path.endsWith("/batches");
        }

        /** Returns true if it asks for the status of jobs. */
        boolean polls() {
            return method.equals("GET") && path.contains("/batches");
        }

        /** Returns true if it downloads a file. */
        boolean downloads() {
            return path.endsWith("/content");
        }
    }

    /**
     * From now on, holds the responses to some calls.
     */
    void hold(final Predicate<Call> calls) {
        held.set(0);
        released = new CountDownLatch(1);
        holds = calls;
    }

    /**
     * Waits until the server has processed a number of calls with held responses.
     */
    void awaitHeld(final int count) {
        Poll.until(
                HELD_DEADLINE,
                () -> count + " held responses, there are " + held,
                () -> held.get() >= count ? Optional.of(true) : Optional.empty());
    }

    /**
     * Sends what was held to those who still wait, and holds nothing more.
     */
    void release() {
        holds = call -> false;
        released.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdown();
        client.close();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final byte[] body = exchange.getRequestBody().readAllBytes();
            final HttpResponse<byte[]> response =
                    client.send(forwarded(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
            final Call call = new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    new String(body, StandardCharsets.UTF_8));
            final boolean holding = holds.test(call);
            if (holding && !call.downloads()) {
                awaitRelease();
            }
            sendHead(exchange, response);
            if (response.body().length > 0) {
                try (OutputStream out = exchange.getResponseBody()) {
                    final int half = response.body().length / 2;
                    out.write(response.body(), 0, half);
                    out.flush();
                    if (holding && call.downloads()) {
                        awaitRelease();
                    }
                    out.write(response.body(), half, response.body().length - half);
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void awaitRelease() throws InterruptedException, IOException {
        final CountDownLatch end = released;
        held.incrementAndGet();
        if (!end.await(LONGEST_HOLD_MINUTES, TimeUnit.MINUTES)) {
            throw new IOException("No test released the response");
        }
    }

    private HttpRequest forwarded(final HttpExchange exchange, final byte[] body) {
        final HttpRequest.Builder request =
                HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()));
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        values.stream().filter(value -> passes(name)).forEach(value -> request.header(name, value)));
        return request.method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static void sendHead(final HttpExchange exchange, final HttpResponse<byte[]> response) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (passes(name)) {
                exchange.getResponseHeaders().put(name, List.copyOf(values));
            }
        });
        exchange.sendResponseHeaders(response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
    }

    private static boolean passes(final String header) {
        return !HOP_HEADERS.contains(header.toLowerCase(Locale.ROOT)) && !header.startsWith(":");
    }
}
