/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.util.TestRunner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy of a server that forwards some requests and rejects the others.
 */
public final class BreakingVoyage implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicInteger rejections = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private final HttpServer server;
    private final URI target;
    private final int status;

    public BreakingVoyage(final URI target, final int status) throws IOException {
        this.target = target;
        this.status = status;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::response);
        server.start();
    }

    /**
     * Leads the runner's client to this server.
     */
    public void serve(final TestRunner runner) {
        final ControllerService service = runner.getControllerService("client");
        runner.disableControllerService(service);
        runner.setProperty(
                service,
                "Base URL",
                "http://localhost:%d/v1".formatted(server.getAddress().getPort()));
        runner.enableControllerService(service);
    }

    /**
     * How many requests are let through from now on.
     */
    public void let(final int requests) {
        passes.set(requests);
    }

    /**
     * Holds responses from now on, until they are released.
     */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    public int rejections() {
        return rejections.get();
    }

    private void response(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final byte[] request = exchange.getRequestBody().readAllBytes();
            if (passes.getAndDecrement() <= 0) {
                rejections.incrementAndGet();
                if (status == 429) {
                    exchange.getResponseHeaders().set("Retry-After", "60");
                }
                exchange.sendResponseHeaders(status, -1);
                return;
            }

            final HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
                            .header(
                                    "Authorization",
                                    exchange.getRequestHeaders().getFirst("Authorization"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            held.await();
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.close();
        client.close();
    }
}
