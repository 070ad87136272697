/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.BrowserPage;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Canvas;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Queues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The page of {@code batch-progress.json} while jobs of {@code embed-records.json} run: over HTTP, and in a browser if
 * there is one.
 */
@ExtendWith(SharedNiFi.class)
class BatchProgressSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int JOBS = 30;
    private static final String HOSTILE_NAME = "<img src=x onerror=document.title='run'>.jsonl";
    private static final String TOKEN = "a secret of the team";
    private static final Map<String, String> CHEAP = Map.of("Embeddings Model", "voyage-4-lite", "Dimensions", "256");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final int port = NiFiPorts.freePort("127.0.0.1");

    @Test
    void pageFollowsThirtyJobsAndCancelsOne(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow page =
                    ImportedFlow.start(nifi, "batch-progress", directory, voyage, parameters(port, ""));
            final ImportedFlow embed = ImportedFlow.start(nifi, "embed-records", directory, voyage, CHEAP);
            voyage.faults().set(Fault.lines().response(0.2).statusCode(400));
            give(embed, "ended.jsonl");
            final JsonNode ended = awaitJobs(
                    page,
                    "a job with its cost",
                    jobs -> jobs.stream()
                            .filter(job -> job.path("downloaded").asBoolean())
                            .findFirst());
            assertEquals("ended.jsonl", ended.path("file").asText());
            assertEquals("completed", ended.path("status").asText());
            assertTrue(ended.path("failed").asInt() > 0, ended::toString);
            assertTrue(ended.path("cost_usd").asDouble() > 0, ended::toString);
            assertTrue(ended.path("estimated_usd").asDouble() > 0, ended::toString);

            // ten at a time, so that their progress differs
            voyage.faults().set(Fault.delay("in_progress", "160s"));
            for (int i = 1; i < JOBS; i++) {
                give(embed, "documents-%02d.jsonl".formatted(i));
                if (i % 10 == 0) {
                    final int first = i;
                    awaitJobs(
                            page,
                            first + " running jobs with results",
                            jobs -> Optional.of(jobs).filter(list -> completed(inProgress(list)) > first * 5));
                }
            }
            give(embed, HOSTILE_NAME);
            awaitJobs(
                    page,
                    JOBS + " running jobs",
                    jobs -> Optional.of(jobs).filter(list -> inProgress(list).size() == JOBS));
            assertEventsChange(page);

            final Optional<Path> chromium = Canvas.chromium();
            final String cancelled = chromium.isPresent()
                    ? cancelInBrowser(chromium.orElseThrow())
                    : cancelOverHttp(jobs().getFirst().path("batch_id").asText());
            awaitJobs(
                    page,
                    cancelled + " to be cancelled",
                    jobs -> jobs.stream()
                            .filter(job -> job.path("batch_id").asText().equals(cancelled))
                            .filter(job -> job.path("status").asText().equals("cancelled"))
                            .findFirst());
            assertEquals(1, voyageJobs(voyage, "cancelled"));
            Poll.until(
                    DEADLINE,
                    "the rest of the cancelled job to stop",
                    () -> Optional.of(new Queues(embed.rest()).count(embed.stoppedQueue()))
                            .filter(flowFiles -> flowFiles == 1));
            assertEquals(
                    JOBS + 1,
                    new VoyageCalls(voyage.baseUri()).list("/batches").size(),
                    "the rest of the cancelled job is not sent again");
            assertMetrics();

            // a site whose name resolves to this machine is another origin
            assertEquals(401, NamedHost.status(port, "GET /jobs", "rebound.example", ""));
            assertEquals(200, NamedHost.status(port, "GET /jobs", "localhost", ""));
            final HttpResponse<String> preflight = send(request("/jobs/" + cancelled)
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Access-Control-Request-Method", "DELETE")
                    .build());
            assertEquals(405, preflight.statusCode());
            assertEquals(
                    Optional.empty(), preflight.headers().firstValue("Access-Control-Allow-Methods"), "no other site");
            assertEquals(404, send(request("/favicon.ico").build()).statusCode());
            assertEquals(List.of(), page.errors());
            page.delete();
            embed.delete();
        }
    }

    @Test
    void tokenAndTlsComeFromParameters(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow page =
                    ImportedFlow.start(nifi, "batch-progress", directory, voyage, parameters(port, sha256(TOKEN)));
            final String encoded = TOKEN.replace(" ", "%20");
            final String job = "/jobs/batch-none";
            Poll.until(
                    DEADLINE,
                    "a list of no jobs",
                    () -> Optional.of(get("/jobs?token=" + encoded)).filter(response -> response.statusCode() == 200));
            assertEquals("[]", get("/jobs?token=" + encoded).body());
            assertEquals(
                    200,
                    send(request("/jobs")
                                    .header("Authorization", "Bearer " + TOKEN)
                                    .build())
                            .statusCode());
            for (final String path : List.of("/jobs", "/events", "/jobs?token=wrong", "/jobs?token=" + sha256(TOKEN))) {
                final HttpResponse<String> denied = get(path);
                assertEquals(401, denied.statusCode(), path);
                assertEquals(
                        "Bearer",
                        denied.headers().firstValue("WWW-Authenticate").orElseThrow());
            }
            assertEquals(
                    401, send(request(job + "?token=wrong").DELETE().build()).statusCode());
            assertEquals(Map.of(), voyage.requests().counts(), "nothing is sent to Voyage without the token");
            final HttpResponse<String> unknown =
                    send(request(job + "?token=" + encoded).DELETE().build());
            assertEquals(502, unknown.statusCode());
            assertTrue(unknown.body().contains("HTTP 404"), unknown::body);
            assertEquals(200, get("/").statusCode(), "the page, which asks for the token");
            assertFalse(get("/").body().contains("any-key"));
            final Optional<Path> chromium = Canvas.chromium();
            if (chromium.isPresent()) {
                assertAsksForToken(chromium.orElseThrow(), page);
            }

            final Path keystore = keystore();
            final String service = new ControllerServices(nifi.rest())
                    .create(
                            page.groupId(),
                            "org.apache.nifi.ssl.StandardRestrictedSSLContextService",
                            "TLS",
                            Map.of(
                                    "Keystore Filename", keystore.toString(),
                                    "Keystore Password", "changeit",
                                    "Keystore Type", "PKCS12"));
            new ControllerServices(nifi.rest()).enableAll(page.groupId());
            final ParameterContexts contexts = new ParameterContexts(nifi.rest());
            contexts.set(contexts.ofGroup(page.groupId()), Map.of("TLS Context Service", service));
            try (HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(keystore)).build()) {
                final HttpRequest request = HttpRequest.newBuilder(
                                URI.create("https://localhost:%d/jobs?token=%s".formatted(port, encoded)))
                        .build();
                Poll.until(DEADLINE, "the page with TLS", () -> {
                    try {
                        return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString()))
                                .filter(response -> response.statusCode() == 200);
                    } catch (final IOException e) {
                        return Optional.empty();
                    } catch (final InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            final String context = contexts.ofGroup(page.groupId());
            page.delete();
            // the next import would use its reference to a service that is gone
            nifi.rest()
                    .delete("/parameter-contexts/%s?version=%s"
                            .formatted(
                                    context,
                                    nifi.rest()
                                            .get("/parameter-contexts/" + context)
                                            .path("revision")
                                            .path("version")));
        }
    }

    /** The parameter context of an earlier import is used again, so that all parameters are set. */
    static Map<String, String> parameters(final int port, final String tokenHash) {
        return Map.of("Listening Port", Integer.toString(port), "Token Hash", tokenHash);
    }

    private void give(final ImportedFlow embed, final String name) throws IOException {
        final List<String> texts = IntStream.range(0, 60)
                .mapToObj(i -> "text %d of the file %s".formatted(i, name))
                .toList();
        embed.give(RecordFile.write(directory.resolve(name), texts), "Input Directory");
    }

    /** Each response ends, tells when to ask again, and has newer counts than the last one. */
    private void assertEventsChange(final ImportedFlow page) throws IOException {
        final HttpResponse<String> first = get("/events");
        assertEquals(
                "text/event-stream", first.headers().firstValue("Content-Type").orElse(""));
        assertTrue(first.body().startsWith("retry: 2000\ndata: ["), first::body);
        assertTrue(first.body().endsWith("]\n\n"), first::body);
        final long before = completed(JSON.readTree(first.body().split("data: ")[1]));
        awaitJobs(
                page,
                "more than %d completed requests".formatted(before),
                jobs -> Optional.of(jobs).filter(list -> completed(list) > before));
    }

    private void assertMetrics() {
        // written after the list of jobs
        final HttpResponse<String> response = Poll.until(
                DEADLINE,
                "metrics with the cancelled job",
                () -> Optional.of(get("/metrics"))
                        .filter(found -> found.body().contains("voyage_jobs{status=\"cancelled\"} 1\n")));
        assertEquals(200, response.statusCode(), response::body);
        final String text = response.body();
        final String type = response.headers().firstValue("Content-Type").orElse("");
        assertTrue(type.matches("text/plain; ?version=0\\.0\\.4.*"), type);
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> assertTrue(line.matches("voyage_[a-z_]+(\\{status=\"[a-z_]+\"})? [0-9.E-]+"), text));
        assertTrue(text.contains("voyage_jobs{status=\"completed\"} 1\n"), text);
        assertTrue(text.contains("voyage_jobs{status=\"in_progress\"} %d\n".formatted(JOBS - 1)), text);
        for (final String name : List.of(
                "voyage_oldest_job_age_seconds",
                "voyage_requests_waiting",
                "voyage_requests_rejected",
                "voyage_estimated_usd",
                "voyage_spent_last_day_usd")) {
            final double value = text.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                    .sum();
            assertTrue(value > 0, name + " in " + text);
        }
    }

    private String cancelInBrowser(final Path chromium) throws Exception {
        try (BrowserPage browser = BrowserPage.open(chromium, Files.createDirectories(directory.resolve("profile")))) {
            browser.resize(1280, 900, false);
            browser.show(URI.create("http://127.0.0.1:%d/".formatted(port)));
            Poll.until(
                    DEADLINE,
                    "a row for each job",
                    () -> Optional.of(shownJobs(browser)).filter(shown -> shown == JOBS + 1));
            assertFollows(browser);

            final String names = browser.evaluate(
                            "[...document.querySelectorAll('td.file span')].map(name => name.textContent).join('\\n')")
                    .asText();
            assertTrue(names.contains(HOSTILE_NAME), names);
            assertEquals(0, browser.evaluate("document.images.length").asInt());
            assertEquals(
                    "Batch jobs of Voyage AI",
                    browser.evaluate("document.title").asText());
            assertEquals(
                    "",
                    browser.evaluate("document.getElementById('notice').textContent")
                            .asText());

            final Path pictures = Path.of(System.getProperty("nifi.instances")).getParent();
            browser.screenshot(pictures.resolve("batch-progress.png"));
            browser.resize(1280, 900, true);
            browser.screenshot(pictures.resolve("batch-progress-dark.png"));
            browser.resize(375, 812, true);
            assertTrue(browser.evaluate("document.documentElement.scrollWidth").asInt() <= 375, "fits a phone");
            browser.screenshot(pictures.resolve("batch-progress-phone.png"));

            final String id = browser.evaluate("""
                    (() => {
                      window.confirm = () => true;
                      const button = document.querySelector('td.action button:not(:disabled)');
                      button.click();
                      return [...rows].find(([, row]) => row.contains(button))[0];
                    })()""").asText();
            Poll.until(
                    DEADLINE,
                    "the row of the cancelled job",
                    () -> Optional.of(browser.evaluate("rows.get('%s').state.textContent".formatted(id))
                                    .asText())
                            .filter(state -> state.startsWith("cancel")));
            return id;
        }
    }

    /** The page asks again after a wrong token, and recovers when NiFi answers again. */
    private void assertAsksForToken(final Path chromium, final ImportedFlow page) throws IOException {
        try (BrowserPage browser = BrowserPage.open(chromium, Files.createDirectories(directory.resolve("profile")))) {
            browser.show(URI.create("http://127.0.0.1:%d/".formatted(port)));
            awaitText(browser, "live", "Token needed");
            enterToken(browser, "wrong");
            awaitText(browser, "notice", "This token is wrong.");
            assertEquals(0, shownJobs(browser));
            enterToken(browser, TOKEN);
            awaitText(browser, "live", "Live");
            awaitText(browser, "notice", "");
            assertFalse(
                    browser.evaluate("document.getElementById('none').hidden").asBoolean(), "no jobs yet");

            final ProcessGroups groups = new ProcessGroups(page.rest());
            groups.stop(page.groupId());
            awaitText(browser, "live", "No answer from NiFi since ");
            new ControllerServices(page.rest()).enableAll(page.groupId());
            groups.start(page.groupId());
            awaitText(browser, "live", "Live");
        }
    }

    private static void enterToken(final BrowserPage browser, final String token) {
        browser.evaluate("""
                document.getElementById('token').value = '%s';
                document.getElementById('access').requestSubmit();""".formatted(token));
    }

    private static void awaitText(final BrowserPage browser, final String id, final String text) {
        final String script = "document.getElementById('%s')?.textContent ?? 'nothing'".formatted(id);
        Poll.until(
                DEADLINE,
                () -> "[%s] in %s, which has %s".formatted(text, id, browser.evaluate(script)),
                () -> Optional.of(browser.evaluate(script).asText())
                        .filter(shown -> text.isEmpty() ? shown.isEmpty() : shown.startsWith(text)));
    }

    /** The browser connects again each time, and the page shows what is new. */
    private static void assertFollows(final BrowserPage browser) {
        final String script = "document.getElementById('totals').textContent";
        String before = browser.evaluate(script).asText();
        for (int i = 0; i < 3; i++) {
            final String shown = before;
            before = Poll.until(
                    DEADLINE,
                    () -> "other totals than " + shown,
                    () -> Optional.of(browser.evaluate(
                                            "[...document.querySelectorAll('progress')].map(bar => bar.value).join()")
                                    .asText())
                            .filter(text -> !text.equals(shown)));
        }
        final JsonNode measured = browser.evaluate("""
                (() => {
                  const events = performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/events'));
                  const starts = events.map(entry => entry.startTime);
                  return {count: events.length, interval: (starts.at(-1) - starts[0]) / (starts.length - 1)};
                })()""");
        assertTrue(measured.path("count").asInt() >= 3, measured::toString);
        final double interval = measured.path("interval").asDouble();
        assertTrue(interval > 1900 && interval < 8000, measured::toString);
        System.out.printf("EventSource connected %s times, every %.0f ms%n", measured.path("count"), interval);
    }

    private static int shownJobs(final BrowserPage browser) {
        return browser.evaluate("document.querySelectorAll('#jobs tbody tr').length")
                .asInt();
    }

    private String cancelOverHttp(final String id) {
        final HttpResponse<String> response =
                send(request("/jobs/" + id).DELETE().build());
        assertEquals(200, response.statusCode(), response::body);
        return id;
    }

    private static long voyageJobs(final VoyageLocalServer voyage, final String status) throws Exception {
        return new VoyageCalls(voyage.baseUri())
                .list("/batches").stream()
                        .filter(job -> job.path("status").asText().equals(status))
                        .count();
    }

    private <T> T awaitJobs(
            final ImportedFlow page, final String what, final Function<List<JsonNode>, Optional<T>> question) {
        return Poll.until(
                DEADLINE,
                () -> what + "; NiFi says: " + new Bulletins(page.rest()).all(),
                () -> question.apply(jobs()));
    }

    private List<JsonNode> jobs() {
        final HttpResponse<String> response = get("/jobs");
        final List<JsonNode> jobs = new ArrayList<>();
        if (response.statusCode() == 200) {
            try {
                JSON.readTree(response.body()).forEach(jobs::add);
            } catch (final IOException e) {
                throw new UncheckedIOException(response.body(), e);
            }
        }
        return jobs;
    }

    private static List<JsonNode> inProgress(final List<JsonNode> jobs) {
        return jobs.stream()
                .filter(job -> job.path("status").asText().equals("in_progress"))
                .toList();
    }

    private static long completed(final Iterable<JsonNode> jobs) {
        long completed = 0;
        for (final JsonNode job : jobs) {
            completed += job.path("completed").asLong();
        }
        return completed;
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(DEADLINE);
    }

    private HttpResponse<String> get(final String path) {
        return send(request(path).build());
    }

    private static HttpResponse<String> send(final HttpRequest request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (final IOException e) {
            throw new UncheckedIOException(request.uri().toString(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(final String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Path keystore() throws Exception {
        final Path keystore = directory.resolve("page.p12");
        final Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "page",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        "changeit",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor());
        return keystore;
    }

    private static SSLContext trusting(final Path keystore) throws Exception {
        final KeyStore keys = KeyStore.getInstance(keystore.toFile(), "changeit".toCharArray());
        final KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("page", keys.getCertificate("page"));
        final TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
