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
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static dev.nifivoyage.system.VectorAssertions.assertSameVector;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The flow contextualized-corpus: each chunk has its vector in the context of its document. */
@ExtendWith(SharedNiFi.class)
class ContextualizedCorpusSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "corpus.jsonl";

    @TempDir
    private Path directory;

    @Test
    void eachChunkGetsItsVectorInItsDocument(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow flow =
                    ImportedFlow.start(nifi, "contextualized-corpus", directory, voyage, Map.of("Dimensions", "256"));
            flow.give(ImportedFlow.data("documents/" + FILE), "Input Directory");
            final List<JsonNode> chunks = RecordFile.read(ImportedFlow.data("documents/" + FILE));
            final List<JsonNode> written = flow.records("Output Directory", FILE);
            assertEquals(texts(chunks), texts(written));
            assertEquals(voyage.ledger().totals().batchTokens(), flow.tokens(1));
            assertEquals(0, voyage.ledger().totals().realTimeTokens());
            assertEquals(List.of(), flow.errors());
            flow.delete();

            final Map<String, List<JsonNode>> documents = written.stream()
                    .collect(Collectors.groupingBy(
                            chunk -> chunk.path("metadata").path("source").asText(),
                            LinkedHashMap::new,
                            Collectors.toList()));
            assertEquals(8, documents.size());
            for (final List<JsonNode> document : documents.values()) {
                final JsonNode expected = contextualized(voyage, texts(document));
                for (int i = 0; i < document.size(); i++) {
                    assertSameVector(
                            expected.get(i).path("embedding"),
                            document.get(i).path("embedding"),
                            document.get(i).path("text").asText());
                }
            }
        }
    }

    private static List<String> texts(final List<JsonNode> chunks) {
        return chunks.stream().map(chunk -> chunk.path("text").asText()).toList();
    }

    private static JsonNode contextualized(final VoyageLocalServer voyage, final List<String> chunks) throws Exception {
        final String body = JSON.writeValueAsString(Map.of(
                "inputs",
                List.of(chunks),
                "model",
                "voyage-context-3",
                "input_type",
                "document",
                "output_dimension",
                256));
        try (HttpClient client = HttpClient.newHttpClient()) {
            final HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(voyage.baseUri() + "/contextualizedembeddings"))
                            .header("Authorization", "Bearer any-key")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return JSON.readTree(response.body()).path("data").get(0).path("data");
        }
    }
}
