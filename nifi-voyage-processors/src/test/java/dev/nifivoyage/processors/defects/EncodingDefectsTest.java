/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.LocalHttp;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Regression tests of a predecessor that wrote and read the lines of most endpoints incorrectly.
 */
class EncodingDefectsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCUMENTS = """
                    {"id":0,"chunks":["one","two"]}
                    {"id":1,"chunks":["three"]}
                    """;
    private static final String QUERIES = """
                    {"id":0,"query":"which?","documents":["this","that","these"]}
                    {"id":1,"query":"who?","documents":["she"]}
                    """;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @Test
    @DisplayName("d: contextualized and rerank lines without id and body")
    void dLinesOfEachEndpointAreAsDocumented() throws Exception {
        assertLines(flow.submit(flow.create(), Records.of("one", "two")), "/v1/embeddings", """
            {"input":["one"]}""", """
            {"input":["two"]}""");
        assertLines(flow.submit(flow.createContextualized(), DOCUMENTS), "/v1/contextualizedembeddings", """
            {"inputs":[["one","two"]]}""", """
            {"inputs":[["three"]]}""");
        assertLines(flow.submit(flow.createRerank(), QUERIES), "/v1/rerank", """
                    {"query":"which?","documents":["this","that","these"]}""", """
                    {"query":"who?","documents":["she"]}""");
    }

    @Test
    @DisplayName("e: downloader knows one body shape")
    void eResponsesOfEachEndpointAreRead() throws Exception {
        final List<JsonNode> texts = embedded(flow.create(), Records.of("one", "two"));
        Records.assertOwnVectors(texts, "voyage-4", 1024);
        assertEquals(2, texts.size());

        final List<JsonNode> documents = embedded(flow.createContextualized(), DOCUMENTS);
        assertEquals(
                List.of(2, 1),
                documents.stream()
                        .map(record -> record.path("embedding").size())
                        .toList());
        assertEquals(
                realTime(
                                "/contextualizedembeddings",
                                Map.of(
                                        "model",
                                        "voyage-context-3",
                                        "inputs",
                                        List.of(List.of("one", "two")),
                                        "input_type",
                                        "document"))
                        .at("/data/0/data/1/embedding"),
                documents.getFirst().path("embedding").get(1));

        final List<JsonNode> queries = embedded(flow.createRerank(), QUERIES);
        assertEquals(
                List.of(3, 1),
                queries.stream().map(record -> record.path("ranking").size()).toList());
        final JsonNode best = realTime(
                        "/rerank",
                        Map.of("model", "rerank-2.5", "query", "which?", "documents", List.of("this", "that", "these")))
                .at("/data/0");
        assertEquals(best.path("index"), queries.getFirst().at("/ranking/0/index"));
        assertEquals(best.path("relevance_score"), queries.getFirst().at("/ranking/0/relevance_score"));
    }

    @Test
    @DisplayName("h: input type always reported as document")
    void hTheInputTypeIsThatOfTheRequest() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty("Input Type", "query");
        final MockFlowFile submitted = flow.submit(create, Records.of("who lifts both arms?"));
        submitted.assertAttributeEquals(VoyageAttributes.INPUT_TYPE, "query");

        final TestRunner download = flow.download(flow.await(submitted));

        assertEquals(
                realTime(
                                "/embeddings",
                                Map.of(
                                        "model",
                                        "voyage-4",
                                        "input",
                                        List.of("who lifts both arms?"),
                                        "input_type",
                                        "query"))
                        .at("/data/0/embedding"),
                JobView.records(download, "success").getFirst().path("embedding"));
        JobView.only(download, "success").assertAttributeEquals(VoyageAttributes.INPUT_TYPE, "query");
    }

    @Test
    @DisplayName("r: contextualized job drops input_type")
    void rAContextualizedJobHasItsInputType() throws Exception {
        final TestRunner create = flow.createContextualized();
        final JsonNode asDocument = embedded(create, """
            {"id":0,"chunks":["who lifts both arms?"]}""").getFirst().at("/embedding/0");
        create.setProperty("Document Layout", "WHOLE_TEXT");
        create.setProperty("Input Type", "query");
        final JsonNode asQuery =
                embedded(create, Records.of("who lifts both arms?")).getFirst().path("embedding");

        assertEquals(contextualized("document"), asDocument);
        assertEquals(contextualized("query"), asQuery);
        assertNotEquals(asDocument, asQuery);
    }

    private JsonNode contextualized(final String inputType) throws Exception {
        return realTime(
                        "/contextualizedembeddings",
                        Map.of(
                                "model",
                                "voyage-context-3",
                                "inputs",
                                List.of(List.of("who lifts both arms?")),
                                "input_type",
                                inputType))
                .at("/data/0/data/0/embedding");
    }

    private void assertLines(final MockFlowFile submitted, final String endpoint, final String... bodies)
            throws Exception {
        assertEquals(
                endpoint, JobView.of(flow.voyage(), submitted).path("endpoint").asText());
        final List<JsonNode> lines = JobView.lines(flow.voyage(), submitted, VoyageAttributes.INPUT_FILE_ID);
        final List<JsonNode> expected = new ArrayList<>();
        for (final String body : bodies) {
            expected.add(JSON.readTree(body));
        }
        assertEquals(expected, lines.stream().map(line -> line.path("body")).toList());
        assertTrue(
                lines.stream()
                        .allMatch(line -> line.size() == 2
                                && !line.path("custom_id").asText().isBlank()),
                lines::toString);
        assertEquals(lines.size(), new HashSet<>(JobView.customIds(lines)).size());
    }

    private List<JsonNode> embedded(final TestRunner create, final String content) throws Exception {
        final TestRunner download = flow.download(flow.await(flow.submit(create, content)));
        download.assertTransferCount("rejected", 0);
        download.assertTransferCount("unprocessed", 0);
        return JobView.records(download, "success");
    }

    private JsonNode realTime(final String path, final Map<String, Object> body) throws Exception {
        return LocalHttp.post(flow.voyage(), path, body);
    }
}
