/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The shipped flow with its embedding cache, given one file after the other.
 *
 * @param directory of its files and its cache
 */
record CachedFlow(EmbedRecordsFlow flow, Path directory) {
    static final String MODEL = "voyage-4-lite";
    static final int DIMENSION = 256;

    private static final Path DEFINITION = Path.of(System.getProperty("flow.definitions"), "embed-records.json");
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    static CachedFlow start(final NiFiProcess nifi, final Path directory, final VoyageLocalServer voyage)
            throws IOException {
        final CachedFlow flow = prepare(nifi, directory, voyage);
        new ProcessGroups(nifi.rest()).start(flow.flow.groupId());
        return flow;
    }

    /**
     * The same without starting the flow.
     */
    static CachedFlow prepare(final NiFiProcess nifi, final Path directory, final VoyageLocalServer voyage)
            throws IOException {
        return new CachedFlow(
                EmbedRecordsFlow.prepare(
                        nifi,
                        DEFINITION,
                        directory,
                        new VoyageServer(voyage.baseUri(), "any-key", true),
                        Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION))),
                directory);
    }

    /**
     * Embeds a file of distinct texts, and waits for its result.
     *
     * @return the file with the vectors, after it was seen that each text has its own
     */
    Path embed(final String name, final List<String> texts) throws IOException {
        send(name, texts);
        return embedded(name, texts);
    }

    /**
     * Sends a file of distinct texts.
     */
    void send(final String name, final List<String> texts) throws IOException {
        flow.accept(RecordFile.write(directory.resolve(name), texts));
    }

    /**
     * Waits for the result of a file that was sent.
     */
    Path embedded(final String name, final List<String> texts) {
        final Path written = flow.await(
                DEADLINE, progress -> {}, () -> flow.written(name).stream().findFirst());
        final List<JsonNode> records = RecordFile.read(written);
        assertEquals(
                texts,
                records.stream().map(record -> record.path("text").asText()).toList());
        records.forEach(
                record -> assertVectorOf(record.path("text").asText(), MODEL, DIMENSION, record.path("embedding")));
        return written;
    }
}
