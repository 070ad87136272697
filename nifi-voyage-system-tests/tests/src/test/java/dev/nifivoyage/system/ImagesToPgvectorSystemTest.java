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
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import static dev.nifivoyage.system.SearchResponses.assertError;
import static dev.nifivoyage.system.SearchResponses.found;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The flow images-to-pgvector: image files into a table with a vector column; and the search for them over HTTP.
 */
@ExtendWith(SharedNiFi.class)
class ImagesToPgvectorSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final String MODEL = "voyage-multimodal-3.5";
    private static final int IMAGES = 480;
    private static final int BROKEN = 20;
    private static final int FILES = IMAGES + BROKEN;
    private static final int PART = 40;
    private static final double TOKEN_PRICE = 0.12 / 1_000_000;
    private static final double PIXEL_PRICE = 0.60 / 1_000_000_000;
    private static final String CONTENTS =
            "SELECT count(*), md5(string_agg(images::text, ';' ORDER BY id)) FROM images";
    private static final String REJECTED = "Rejected Directory";
    private static final String ERROR_FILE = ".error.json";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = NiFiPorts.freePort("127.0.0.1");
    private final URI search = URI.create("http://127.0.0.1:%d/images".formatted(port));

    @TempDir
    private Path directory;

    @Test
    void eachImageEndsInOnePlaceAndIsFound(final NiFiProcess nifi) throws Exception {
        final Map<String, byte[]> images = ImageFiles.images(IMAGES);
        final Map<String, byte[]> broken = ImageFiles.broken();
        assertEquals(List.of(IMAGES, BROKEN), List.of(images.size(), broken.size()));
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PgliteServer database = PgliteServer.start(directory.resolve("pglite.log"));
                Connection connection = database.connect()) {
            createTable(connection);
            final Map<String, String> parameters =
                    Sql.parameters(database.url() + "&stringtype=unspecified", org.postgresql.Driver.class);
            parameters.put("Oversized Images", "REJECT");
            final ImportedFlow flow = ImportedFlow.start(nifi, "images-to-pgvector", directory, voyage, parameters);

            give(flow, images);
            give(flow, broken);
            awaitEnd(nifi, flow, connection, 1);
            assertImages(connection, images);
            assertRejected(flow, broken);
            assertCosts(flow, voyage.ledger().totals(), images);

            final List<List<Object>> contents = Sql.select(connection, CONTENTS);
            final LedgerTotals paid = voyage.ledger().totals();
            give(flow, images);
            give(flow, broken);
            awaitEnd(nifi, flow, connection, 2);
            assertEquals(paid, voyage.ledger().totals(), "nothing is paid for again");
            assertEquals(contents, Sql.select(connection, CONTENTS));
            assertRejected(flow, broken);
            assertCosts(flow, paid, images);
            createIndex(connection);
            flow.delete();

            searchImages(nifi, voyage, database, images);
        }
    }

    @Test
    void stoppedImagesComeBackAndTheTableRejectsOne(final NiFiProcess nifi) throws Exception {
        final Map<String, byte[]> images = Map.of(
                "good.png",
                ImageFiles.encode(ImageFiles.drawing(1), "png"),
                "sub/bad.jpg",
                ImageFiles.encode(ImageFiles.drawing(2), "jpg"));
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PgliteServer database = PgliteServer.start(directory.resolve("pglite.log"));
                Connection connection = database.connect()) {
            createTable(connection);
            Sql.execute(connection, "ALTER TABLE images ADD CONSTRAINT allowed CHECK (filename <> 'bad.jpg')");
            final ImportedFlow flow = ImportedFlow.start(
                    nifi,
                    "images-to-pgvector",
                    directory,
                    voyage,
                    Sql.parameters(database.url() + "&stringtype=unspecified", org.postgresql.Driver.class));
            final Processors processors = new Processors(nifi.rest());
            final String upsert = processors.named(flow.groupId(), "Upsert records");
            processors.stop(upsert);
            processors.penalize(upsert, "1 sec");
            processors.start(upsert);

            voyage.faults()
                    .set(Fault.status(401)
                            .on("POST", "/v1/multimodalembeddings")
                            .times(2));
            give(flow, images);
            final Queues queues = new Queues(nifi.rest());
            queues.awaitCount(flow.stoppedQueue(), 2, DEADLINE);
            assertEquals("401", flow.awaitStopped().get("error.code"));
            assertEquals(0, voyage.ledger().totals().requests());

            final String again = processors.named(flow.groupId(), "Try again");
            processors.enable(again);
            processors.start(again);
            final JsonNode rejected =
                    RecordFile.read(flow.written(REJECTED, null, 1).getFirst()).getFirst();
            assertEquals("sub/bad.jpg", rejected.path("id").asText(), rejected::toString);
            assertEquals("not_upserted", rejected.at("/error/code").asText(), rejected::toString);
            assertTrue(rejected.at("/error/message").asText().contains("allowed"), rejected::toString);
            assertTrue(rejected.path("embedding").asText().startsWith("["), rejected::toString);
            assertEquals(
                    List.of(List.of("good.png", "image/png")),
                    Sql.select(connection, "SELECT id, mime_type FROM images"));
            assertEquals(2, voyage.ledger().totals().realTimeRequests());
            assertEquals(0, queued(nifi, flow));
            flow.delete();
        }
    }

    private void searchImages(
            final NiFiProcess nifi,
            final VoyageLocalServer voyage,
            final PgliteServer database,
            final Map<String, byte[]> images)
            throws Exception {
        final Map<String, String> parameters = Sql.parameters(database.url(), org.postgresql.Driver.class);
        parameters.put("Listening Port", Integer.toString(port));
        final ImportedFlow flow = ImportedFlow.start(nifi, "search", directory, voyage, parameters);
        assertFoundByWords();
        assertFoundByImage(voyage, images);
        assertEquals(List.of(), flow.errors());
        assertBadRequests(images.get("1.jpg"));
        assertFailuresOfVoyage(voyage);
        try (Connection connection = database.connect()) {
            Sql.execute(connection, "DELETE FROM images");
        }
        assertEquals(0, found(ask("Nothing", 5)).size());
        database.stop();
        assertError(502, "database", ask("A red circle", 5));
        flow.delete();
    }

    private void assertFoundByWords() throws Exception {
        for (final int limit : new int[] {1, 7}) {
            final HttpResponse<String> response = ask("A red circle on \"green\"", limit);
            final JsonNode found = found(response);
            assertEquals(
                    "application/json",
                    response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(limit, found.size());
            double similarity = 1;
            for (final JsonNode one : found) {
                assertTrue(one.path("mime_type").asText().startsWith("image/"), one::toString);
                assertFalse(one.path("id").asText().isEmpty(), one::toString);
                assertTrue(one.path("similarity").asDouble() <= similarity, found::toString);
                similarity = one.path("similarity").asDouble();
            }
        }
        assertEquals(
                5,
                found(send(post("{\"question\": \"'; DROP TABLE images; --\"}")))
                        .size());
    }

    private void assertFoundByImage(final VoyageLocalServer voyage, final Map<String, byte[]> images) throws Exception {
        final LedgerTotals paid = voyage.ledger().totals();
        final JsonNode same = found(send(post(images.get("4.jpg"), "image/jpeg", "?limit=3")));
        assertEquals(3, same.size());
        assertEquals("4.jpg", same.path(0).path("id").asText(), same::toString);
        assertEquals(1, same.path(0).path("similarity").asDouble(), 1e-6);
        assertEquals(paid, voyage.ledger().totals(), "an image of the table is cached");

        final byte[] resized = ImageFiles.encode(ImageFiles.resized(ImageFiles.drawing(4), 400, 300), "png");
        final JsonNode similar = found(send(post(resized, "image/png", "")));
        assertEquals(5, similar.size());
        assertEquals("4.jpg", similar.path(0).path("id").asText(), similar::toString);
        assertTrue(similar.path(0).path("similarity").asDouble() > 0.95, similar::toString);
        assertEquals(paid.pixels() + 120_000, voyage.ledger().totals().pixels());
    }

    private void assertBadRequests(final byte[] jpeg) throws Exception {
        for (final String body : new String[] {"", "question", "[]", "{}", "{\"question\": \" \"}"}) {
            assertError(400, "question", send(post(body)));
        }
        for (final String limit : new String[] {"0", "51", "\"5; DROP TABLE images\""}) {
            assertError(400, "limit", send(post("{\"question\": \"What?\", \"limit\": %s}".formatted(limit))));
        }
        assertError(400, "limit", send(post(jpeg, "image/jpeg", "?limit=51")));
        assertError(400, "image/png", send(post(jpeg, "image/png", "")));
        assertError(400, "JPEG", send(post(Arrays.copyOf(jpeg, jpeg.length / 2), "image/jpeg", "")));
        assertError(413, "64 KB", send(post("a".repeat(65_537))));
        assertError(413, "20 MB", send(post(new byte[20_000_001], "image/png", "")));
        assertError(
                404,
                "/images",
                send(HttpRequest.newBuilder(search.resolve("/pictures")).GET()));
        final HttpResponse<String> get = send(HttpRequest.newBuilder(search).GET());
        assertError(405, "POST /images", get);
        assertEquals("POST", get.headers().firstValue("Allow").orElseThrow());
        assertEquals(401, NamedHost.status(port, "POST /images", "rebound.example", body("What?", 3)));
    }

    private void assertFailuresOfVoyage(final VoyageLocalServer voyage) throws Exception {
        final String path = "/v1/multimodalembeddings";
        voyage.faults().set(Fault.status(429).on("POST", path).times(2));
        assertError(503, "rate limit", ask("During a rate limit", 5));
        voyage.faults().set(Fault.status(401).on("POST", path).times(1));
        assertError(502, "API key", ask("Without a key", 5));
        voyage.faults().clear();
        assertEquals(5, found(ask("Without a fault", 5)).size());
    }

    private static void createTable(final Connection connection) throws Exception {
        for (final String statement : DatabasesPage.statements("Images")) {
            if (statement.startsWith("CREATE TABLE")) {
                Sql.execute(connection, statement);
            }
        }
    }

    private static void createIndex(final Connection connection) throws Exception {
        for (final String statement : DatabasesPage.statements("Images")) {
            if (statement.startsWith("CREATE INDEX")) {
                Sql.execute(connection, statement);
            }
        }
    }

    private void give(final ImportedFlow flow, final Map<String, byte[]> files) throws IOException {
        final Path complete = directory.resolve("complete");
        for (final Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(complete, file.getValue());
            final Path target = flow.folder("Input Directory").resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void awaitEnd(
            final NiFiProcess nifi, final ImportedFlow flow, final Connection connection, final int runs) {
        flow.pixels(runs * FILES);
        Poll.until(
                DEADLINE,
                () -> "an empty queue and %d rows of %s; NiFi says: %s"
                        .formatted(IMAGES, Sql.select(connection, CONTENTS), new Bulletins(nifi.rest()).all()),
                () -> queued(nifi, flow) == 0
                                && Long.valueOf(IMAGES)
                                        .equals(Sql.select(connection, CONTENTS)
                                                .getFirst()
                                                .getFirst())
                        ? Optional.of(true)
                        : Optional.empty());
    }

    private static int queued(final NiFiProcess nifi, final ImportedFlow flow) {
        return new ProcessGroups(nifi.rest())
                .status(flow.groupId())
                .path("flowFilesQueued")
                .asInt(-1);
    }

    // another server embeds them, so that the ledger has what the flow sent
    private static void assertImages(final Connection connection, final Map<String, byte[]> images) throws Exception {
        final Map<String, float[]> expected = new HashMap<>();
        try (VoyageLocalServer other = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final List<String> paths = List.copyOf(images.keySet());
            for (int from = 0; from < paths.size(); from += PART) {
                final List<String> part = paths.subList(from, Math.min(from + PART, paths.size()));
                final List<float[]> vectors =
                        embed(other, part.stream().map(images::get).toList());
                for (int i = 0; i < part.size(); i++) {
                    expected.put(part.get(i), vectors.get(i));
                }
            }
        }
        final Map<String, Set<String>> keys = new HashMap<>();
        final Set<String> types = new TreeSet<>();
        final Set<String> found = new TreeSet<>();
        for (final List<Object> values : Sql.select(connection, """
                SELECT id, filename, mime_type, file_size, model, dimension, content_key, embedding::text FROM images""")) {
            final String id = values.getFirst().toString();
            found.add(id);
            assertEquals(id.substring(id.lastIndexOf('/') + 1), values.get(1));
            assertEquals(List.of((long) images.get(id).length, MODEL, 1024), values.subList(3, 6), id);
            assertArrayEquals(expected.get(id), vector(values.getLast().toString()), id);
            types.add(values.get(2).toString());
            keys.computeIfAbsent(Base64.getEncoder().encodeToString(images.get(id)), bytes -> new TreeSet<>())
                    .add(values.get(6).toString());
        }
        assertEquals(new TreeSet<>(images.keySet()), found);
        assertEquals(Set.of("image/png", "image/jpeg", "image/gif", "image/webp"), types);
        // one key for equal images, and another for each other image
        keys.values().forEach(one -> assertEquals(1, one.size(), one::toString));
        assertEquals(
                keys.size(),
                keys.values().stream().flatMap(Set::stream).distinct().count());
    }

    private static void assertRejected(final ImportedFlow flow, final Map<String, byte[]> broken) throws IOException {
        final Path folder = flow.folder(REJECTED);
        final Map<String, Path> files = ImportedFlow.files(folder).stream()
                .collect(Collectors.toMap(file -> folder.relativize(file).toString(), Function.identity()));
        final Map<String, String> codes = new TreeMap<>();
        for (final Map.Entry<String, byte[]> file : broken.entrySet()) {
            assertArrayEquals(file.getValue(), Files.readAllBytes(files.remove(file.getKey())), file.getKey());
            final JsonNode error = JSON.readTree(Files.readString(files.remove(file.getKey() + ERROR_FILE)));
            assertEquals(file.getKey(), error.path("id").asText());
            assertFalse(error.at("/error/message").asText().isBlank(), error::toString);
            codes.put(file.getKey(), error.at("/error/code").asText());
        }
        assertEquals(Map.of(), files);
        assertEquals(
                Map.of("broken_image", 9L, "unsupported_image", 8L, "image_too_large", 3L),
                codes.values().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting())),
                codes::toString);
    }

    private static void assertCosts(
            final ImportedFlow flow, final LedgerTotals billed, final Map<String, byte[]> images) throws IOException {
        long pixels = 0;
        final Set<String> distinct = new TreeSet<>();
        for (final byte[] image : images.values()) {
            if (distinct.add(Base64.getEncoder().encodeToString(image))) {
                pixels += ImageFiles.billedPixels(image);
            }
        }
        assertEquals(pixels, billed.pixels());
        assertEquals(distinct.size(), billed.realTimeRequests());
        assertEquals(billed.pixels(), flow.pixels(FILES));
        assertEquals(billed.realTimeTokens(), flow.tokens(FILES));
        assertEquals(
                billed.realTimeTokens() * TOKEN_PRICE + billed.pixels() * PIXEL_PRICE,
                flow.dollars(FILES, "cost"),
                1e-9);
    }

    private static List<float[]> embed(final VoyageLocalServer voyage, final List<byte[]> images) throws Exception {
        final ObjectNode body = JSON.createObjectNode()
                .put("model", MODEL)
                .put("input_type", "document")
                .put("output_dimension", 1024);
        final ArrayNode inputs = body.putArray("inputs");
        for (final byte[] image : images) {
            inputs.addObject()
                    .putArray("content")
                    .addObject()
                    .put("type", "image_base64")
                    .put("image_base64", Base64.getEncoder().encodeToString(image));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            final HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(voyage.baseUri() + "/multimodalembeddings"))
                            .header("Authorization", "Bearer any-key")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            final List<float[]> vectors = new ArrayList<>();
            JSON.readTree(response.body())
                    .path("data")
                    .forEach(item -> vectors.add(vector(item.path("embedding").toString())));
            return vectors;
        }
    }

    private static float[] vector(final String text) {
        final String[] numbers = text.substring(1, text.length() - 1).split(",");
        final float[] vector = new float[numbers.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.parseFloat(numbers[i]);
        }
        return vector;
    }

    private static String body(final String question, final int limit) {
        return JSON.createObjectNode()
                .put("question", question)
                .put("limit", limit)
                .toString();
    }

    private HttpRequest.Builder post(final String body) {
        return HttpRequest.newBuilder(search).POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder post(final byte[] image, final String type, final String query) {
        return HttpRequest.newBuilder(URI.create(search + query))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(image));
    }

    private HttpResponse<String> ask(final String question, final int limit) throws IOException, InterruptedException {
        return send(post(body(question, limit)));
    }

    private HttpResponse<String> send(final HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
