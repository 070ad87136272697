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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A proxy between NiFi and a server, which forwards requests unless a rule responds instead. It is reached under its
 * own address, or used as an HTTP proxy. A request and its answer are held in memory.
 */
final class VoyageProxy implements AutoCloseable {
    private static final Set<String> NOT_FORWARDED = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "expect",
            "upgrade",
            "http2-settings",
            "proxy-connection",
            ":status");

    private static final int PART = 8_192;

    private final URI origin;
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Map<Pattern, Integer> slow = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private VoyageProxy(final URI origin, final HttpServer server) {
        this.origin = origin;
        this.server = server;
    }

    /**
     * Starts a proxy on a free port of the loopback address.
     *
     * @param baseUri of the server behind it, ends with {@code /v1}
     */
    static VoyageProxy start(final URI baseUri) throws IOException {
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        final VoyageProxy proxy = new VoyageProxy(baseUri.resolve("/"), server);
        server.setExecutor(proxy.threads);
        server.createContext("/", proxy::handle);
        server.start();
        return proxy;
    }

    URI baseUri() {
        return URI.create("http://127.0.0.1:" + port() + "/v1");
    }

    int port() {
        return server.getAddress().getPort();
    }

    /**
     * Adds a rule for the next requests of a kind. Earlier rules take precedence.
     *
     * @param request regular expression of the method, a space, and the path with its query, such as
     *     {@code GET /v1/batches/[^/]+}
     * @param times how many requests
     */
    void response(final String request, final int times, final Responder responder) {
        rules.add(new Rule(Pattern.compile(request), new AtomicInteger(times), responder));
    }

    /**
     * Slows down the bodies of a kind of requests and of their responses.
     */
    void slowDown(final String request, final int bytesPerSecond) {
        slow.put(Pattern.compile(request), bytesPerSecond);
    }

    /**
     * Ends all that {@link #slowDown} began.
     */
    void fullSpeed() {
        slow.clear();
    }

    /**
     * Returns the number of requests that match a regular expression, see {@link #response}.
     */
    long count(final String request) {
        final Pattern pattern = Pattern.compile(request);
        return requests.stream().filter(seen -> pattern.matcher(seen).matches()).count();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final String line = exchange.getRequestMethod() + " " + pathAndQuery(exchange.getRequestURI());
            requests.add(line);
            final ByteArrayOutputStream body = new ByteArrayOutputStream();
            copy(line, exchange.getRequestBody(), body);
            final Request request = new Request(
                    exchange.getRequestMethod(),
                    pathAndQuery(exchange.getRequestURI()),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body.toByteArray());
            final Response response = responder(line).response(request, this::forward);
            response.headers().forEach((name, values) -> {
                if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(response.status(), response.body().length == 0 ? -1 : response.body().length);
            copy(line, new ByteArrayInputStream(response.body()), exchange.getResponseBody());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(final String line, final InputStream from, final OutputStream to) throws IOException {
        final byte[] part = new byte[PART];
        for (int read = from.read(part); read >= 0; read = from.read(part)) {
            to.write(part, 0, read);
            for (final Map.Entry<Pattern, Integer> slowed : slow.entrySet()) {
                if (slowed.getKey().matcher(line).matches()) {
                    LockSupport.parkNanos(read * 1_000_000_000L / slowed.getValue());
                }
            }
        }
    }

    private Responder responder(final String line) {
        for (final Rule rule : rules) {
            if (rule.request().matcher(line).matches() && rule.left().getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return rule.responder();
            }
        }
        return (request, voyage) -> voyage.forward(request);
    }

    private Response forward(final Request request) throws IOException, InterruptedException {
        final HttpRequest.Builder forwarded = HttpRequest.newBuilder(origin.resolve(request.path()));
        forwarded.method(
                request.method(),
                request.body().length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> forwarded.header(name, value));
            }
        });
        final HttpResponse<byte[]> response = client.send(forwarded.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Response(response.statusCode(), response.headers().map(), response.body());
    }

    // a client that uses a proxy sends the whole address
    private static String pathAndQuery(final URI address) {
        return address.getRawQuery() == null
                ? address.getRawPath()
                : address.getRawPath() + "?" + address.getRawQuery();
    }

    /**
     * Responds to a request, with or without the server behind the proxy. An IOException closes the connection without
     * a response.
     */
    @FunctionalInterface
    interface Responder {

        Response response(Request request, Voyage voyage) throws IOException, InterruptedException;
    }

    /** The server behind the proxy. */
    @FunctionalInterface
    interface Voyage {

        Response forward(Request request) throws IOException, InterruptedException;
    }

    /**
     * @param path with its query
     */
    record Request(String method, String path, Map<String, List<String>> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** A response to the client. */
    record Response(int status, Map<String, List<String>> headers, byte[] body) {

        static Response json(final int status, final String body) {
            return new Response(
                    status, Map.of("Content-Type", List.of("application/json")), body.getBytes(StandardCharsets.UTF_8));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Response withBody(final String text) {
            return new Response(status, headers, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Rule(Pattern request, AtomicInteger left, Responder responder) {}
}
