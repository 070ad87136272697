/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The API key, signed URLs, and texts stay where they belong: flows work and fail, with everything logged, and then all
 * that NiFi tells and keeps is searched.
 */
class SecretsSystemTest {
    private static final String KEY = "pa-Xq7vKeyThatMustNotAppear0815";
    private static final String TEXT = "cobalt zeppelins waltz";
    private static final Secrets SECRETS = new Secrets(List.of(KEY, "X-Goog-Signature"), TEXT);
    private static final int RECORDS = 40;
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void nothingThatNiFiTellsOrKeepsHoldsASecret() throws Exception {
        final NiFiHome home = NiFiHome.create(
                directory.resolve("nifi"), Path.of(System.getProperty("nifi.distribution")), NiFiPorts.free());
        logEverything(home);
        final Map<String, String> told = new TreeMap<>();
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.quickStart())) {
            embed(nifi, voyage);
            rank(nifi, voyage);
            told.putAll(new ToldByNiFi(nifi.rest()).all());
        }

        assertTrue(told.size() > 100, () -> told.size() + " places");
        assertTrue(
                told.values().stream().anyMatch(text -> text.contains("voyage.batch.id")),
                "attributes of the flows are among what is searched");
        assertEquals(List.of(), SECRETS.in(told));
        assertEquals(List.of(), SECRETS.inFiles(directory, home.directory().resolve("work")));
        final String log = Files.readString(home.logs().resolve("nifi-app.log"));
        assertTrue(log.contains(" DEBUG "), "everything is logged");
        assertTrue(log.contains("HTTP 401"), "what failed is logged");
        assertEquals(List.of(), SECRETS.inLog(log));
        assertEquals(List.of(), SECRETS.inLog(Files.readString(home.logs().resolve("console.log"))));
    }

    /** The search finds what it is there for. */
    @Test
    void plantedSecretsAreFound() throws IOException {
        final Path planted = Files.writeString(directory.resolve("planted.bin"), "\0\0" + KEY + "\0");

        assertEquals(List.of(planted.toString()), SECRETS.inFiles(directory, directory.resolve("work")));
        assertEquals(
                List.of("attribute"), SECRETS.in(Map.of("attribute", "http://a/b?X-Goog-Signature=1", "other", TEXT)));
        final String log = """
            2026-11-29 08:00:00,000 DEBUG [thread] dev.nifivoyage.Test %s
            2026-11-29 08:00:00,001 WARN [thread] dev.nifivoyage.Test Failed:
            %s
            """;
        assertEquals(List.of(TEXT), SECRETS.inLog(log.formatted(TEXT, TEXT)));
        assertFalse(SECRETS.inLog(log.formatted(KEY, "")).isEmpty());
    }

    // the key, a limit, expired and broken downloads, rejected lines, and records without a usable text
    private void embed(final NiFiProcess nifi, final VoyageLocalServer voyage) throws Exception {
        voyage.faults()
                .set(
                        Fault.status(401)
                                .on("POST", "/v1/files")
                                .detail("Not valid: Bearer " + KEY)
                                .times(1),
                        Fault.status(429).on("GET", "/v1/batches").times(1),
                        Fault.expiredUrls(2),
                        Fault.truncation(200).times(1),
                        Fault.lines().response(0.2).error(0.2));
        final Path folder = Files.createDirectories(directory.resolve("embed"));
        final ImportedFlow flow = ImportedFlow.start(
                nifi, "embed-records", folder, voyage, Map.of("Voyage API Key", KEY, "Dimensions", "256"));
        final List<String> texts = IntStream.range(0, RECORDS)
                .mapToObj(i -> i % 10 == 0 ? " " : TEXT + " " + i)
                .toList();
        flow.give(RecordFile.write(folder.resolve("refused.json"), List.of(TEXT)), "Input Directory");
        awaitBulletin(nifi, "HTTP 401");
        flow.give(RecordFile.write(folder.resolve("first.json"), texts), "Input Directory");
        flow.written("Output Directory", "first.json", 1);
        flow.give(
                Files.writeString(folder.resolve("unreadable.json"), "[{\"text\":\"%s".formatted(TEXT)),
                "Input Directory");
        awaitBulletin(nifi, "unreadable");
    }

    private static void awaitBulletin(final NiFiProcess nifi, final String part) {
        final Bulletins bulletins = new Bulletins(nifi.rest());
        Poll.until(
                DEADLINE,
                () -> "a bulletin with [%s] among %s".formatted(part, bulletins.all()),
                () -> bulletins.all().stream()
                        .filter(bulletin -> bulletin.message().contains(part))
                        .findFirst());
    }

    private void rank(final NiFiProcess nifi, final VoyageLocalServer voyage) throws Exception {
        voyage.faults()
                .set(
                        Fault.status(503).on("POST", "/v1/rerank").times(2),
                        Fault.resetBefore().on("POST", "/v1/rerank").times(1));
        final Path folder = Files.createDirectories(directory.resolve("rank"));
        final ImportedFlow flow = ImportedFlow.start(nifi, "rerank", folder, voyage, Map.of("Voyage API Key", KEY));
        final Path queries = Files.writeString(folder.resolve("queries.json"), """
            {"query":"%s","documents":[{"text":"%s 1"},{"text":"%s 2"},{"text":"other"}]}
            """.formatted(TEXT, TEXT, TEXT));
        flow.give(queries, "Live Directory");
        flow.written("Output Directory", "queries.json", 1);
    }

    private static void logEverything(final NiFiHome home) throws IOException {
        final Path configuration = home.configuration().resolve("logback.xml");
        final String text = Files.readString(configuration);
        Files.writeString(
                configuration,
                text.replace(
                        "<root ",
                        "<logger name=\"dev.nifivoyage\" level=\"DEBUG\"/>\n"
                                + "    <logger name=\"org.apache.nifi.processors\" level=\"DEBUG\"/>\n"
                                + "    <root "));
    }
}
