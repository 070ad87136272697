/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RealTimeEndpointsTest {

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions());
        client = new LocalClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void embeddingsHaveTheDocumentedShape() {
        final String body = client.post("/embeddings", """
            {"input":["two words","one"],"model":"voyage-4-large"}""").body();
        assertEquals("""
            {"object":"list","data":[{"object":"embedding","embedding":[],"index":0},{"object":"embedding","embedding":[],"index":1}],\
            "model":"voyage-4-large","usage":{"total_tokens":3}}""", body.replaceAll("\\[[-\\d.,eE]+\\]", "[]"));
        assertEquals(1024, vector(body).size());
    }

    @Test
    void dimensionsTypesAndEncodingsAreKept() {
        assertEquals(256, vector(embed("'output_dimension':256").body()).size());
        assertEquals(
                2048,
                vector(embed("'output_dimension':2048,'output_dtype':'int8'").body())
                        .size());
        assertEquals(128, vector(embed("'output_dtype':'ubinary'").body()).size());
        final String base64 = vector(embed("'encoding_format':'base64'").body()).textValue();
        assertEquals(5464, base64.length());
        final float first = ByteBuffer.wrap(Base64.getDecoder().decode(base64))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
        assertEquals((float) vector(embed("'truncation':true").body()).get(0).doubleValue(), first);
    }

    @Test
    void inputTypeChangesTheVectorAndNotTheBill() {
        final JsonNode plain = LocalClient.json(embed("'input_type':null"), 200);
        final JsonNode query = LocalClient.json(embed("'input_type':'query'"), 200);
        assertNotEquals(plain.get("data"), query.get("data"));
        assertEquals(plain.get("usage"), query.get("usage"));
    }

    @Test
    void wrongEmbeddingParametersAreRejected() {
        assertRejected(
                "Value 'float' of argument 'encoding_format' is not supported. Supported values are ['base64'].",
                embed("'encoding_format':'float'"));
        assertRejected("Argument 'dimensions' is not supported by our API.", embed("'dimensions':3"));
        assertRejected(
                "Value 300 of argument 'output_dimension' is not supported by model voyage-4-large. Supported values are [256, 512, 1024, 2048].",
                embed("'output_dimension':300"));
        assertRejected(
                "Value 'search' of argument 'input_type' is not supported. Supported values are ['query', 'document'].",
                embed("'input_type':'search'"));
        assertRejected("Argument 'truncation' must be a boolean.", embed("'truncation':1"));
        assertRejected("Argument 'model' is required.", client.post("/embeddings", """
            {"input":"a"}"""));
        assertRejected("Argument 'input' is required.", client.post("/embeddings", """
            {"model":"voyage-4"}"""));
        assertRejected("Argument 'input' cannot be an empty list.", client.post("/embeddings", """
            {"model":"voyage-4","input":[]}"""));
        assertRejected("Argument 'input' cannot contain empty strings.", client.post("/embeddings", """
            {"model":"voyage-4","input":[""]}"""));
        assertRejected(
                "Argument 'input' has 1001 items, but the max allowed is 1000.",
                client.post("/embeddings", """
                    {"model":"voyage-4","input":[%s"a"]}""".formatted("\"a\",".repeat(1000))));
        assertRejected(
                "Value 'int8' of argument 'output_dtype' is not supported by model voyage-law-2. Supported values are ['float'].",
                client.post("/embeddings", """
                    {"model":"voyage-law-2","input":"a","output_dtype":"int8"}"""));
        assertEquals(400, client.post("/embeddings", "nonsense").statusCode());
    }

    @Test
    void tokensAreLimitedAfterTruncation() {
        final String text = "word ".repeat(33_000);
        assertEquals("""
            {"detail":"Request to model 'voyage-4-large' failed. The max allowed tokens per submitted batch is 120000. Your batch has 128000 tokens after truncation. \
            Please lower the number of tokens in the batch.","error_code":"TOO_MANY_TOKENS_IN_BATCH"}""", fourTimes(client, text).body());
        assertEquals(
                32_000,
                LocalClient.json(client.post("/embeddings", """
                    {"model":"voyage-4-large","input":"%s"}""".formatted(text)), 200)
                        .at("/usage/total_tokens")
                        .intValue());
        assertRejected(
                "Request to model 'voyage-4-large' failed. Text 0 of 'input' has 33000 tokens, but the max allowed is 32000.",
                client.post("/embeddings", """
                    {"model":"voyage-4-large","truncation":false,"input":"%s"}""".formatted(text)));
    }

    @Test
    void errorCodesCanBeLeftOut() {
        try (VoyageLocalServer own = VoyageLocalServer.start(new VoyageLocalOptions().errorCodes(false))) {
            final HttpResponse<String> rejected = fourTimes(new LocalClient(own), "word ".repeat(32_000));
            assertEquals(400, rejected.statusCode());
            assertTrue(rejected.body().endsWith("in the batch.\"}"), rejected.body());
        }
    }

    @Test
    void chunksDependOnTheirNeighbors() {
        final String body = client.post("/contextualizedembeddings", """
            {"inputs":[["one","two"],["one","three"]],"model":"voyage-context-3","input_type":"document","output_dimension":256}""").body();
        final String chunks = """
            {"object":"embedding","embedding":[],"index":0},{"object":"embedding","embedding":[],"index":1}""";
        assertEquals("""
            {"object":"list","data":[{"object":"list","data":[%1$s],"index":0},{"object":"list","data":[%1$s],"index":1}],\
            "model":"voyage-context-3","usage":{"total_tokens":4}}""".formatted(chunks), body.replaceAll("\\[[-\\d.,eE]+\\]", "[]"));
        assertNotEquals(
                LocalClient.json(body).at("/data/0/data/0/embedding"),
                LocalClient.json(body).at("/data/1/data/0/embedding"));
    }

    @Test
    void documentsAreChunkedByTheServer() {
        final JsonNode response = LocalClient.json(client.post("/contextualizedembeddings", """
            {"inputs":["a b c d e"],"model":"voyage-context-4","input_type":"document","enable_auto_chunking":true,"chunk_size":2}"""), 200);
        assertEquals(3, response.at("/data/0/data").size());
        assertEquals("a b", response.at("/data/0/data/0/text").textValue().strip());
        assertEquals("1.0.0", response.get("chunker_version").textValue());
    }

    @Test
    void wrongContextualizedParametersAreRejected() {
        assertRejected(
                "Argument 'truncation' is not supported by our API.", contextualized("[['a']],'truncation':true"));
        assertRejected(
                "Each list of 'inputs' must hold one string with input_type 'query'.",
                contextualized("[['a','b']],'input_type':'query'"));
        assertRejected(
                "Argument 'inputs' may be a list of strings only with input_type 'query' or with enable_auto_chunking.",
                contextualized("['a']"));
        assertRejected(
                "Argument 'enable_auto_chunking' requires input_type 'document'.",
                contextualized("[['a']],'enable_auto_chunking':true"));
        assertRejected(
                "Arguments 'chunk_size' and 'chunk_overlap' require enable_auto_chunking.",
                contextualized("[['a']],'chunk_size':3"));
        assertRejected(
                "Argument 'chunk_overlap' must be smaller than 'chunk_size'.",
                contextualized(
                        "['a'],'input_type':'document','enable_auto_chunking':true,'chunk_size':3,'chunk_overlap':3"));
        assertEquals(200, contextualized("['a'],'input_type':'query'").statusCode());
        assertRejected(
                "Request to model 'voyage-context-3' failed. A list of 'inputs' has 33000 tokens, but the max allowed is 32000.",
                contextualized("[['" + "w ".repeat(33_000) + "']]"));
    }

    @Test
    void rerankSortsByRelevance() {
        final String body = client.post("/rerank", """
            {"query":"green tea","documents":["black coffee","green tea"],"model":"rerank-2.5-lite","return_documents":true}""").body();
        final JsonNode response = LocalClient.json(body);
        assertTrue(response.at("/data/0/relevance_score").doubleValue()
                > response.at("/data/1/relevance_score").doubleValue());
        assertEquals("""
            {"object":"list","data":[{"relevance_score":S,"index":1,"document":"green tea"},{"relevance_score":S,"index":0,"document":"black coffee"}],\
            "model":"rerank-2.5-lite","usage":{"total_tokens":9}}""", body.replaceAll("\"relevance_score\":[\\d.eE-]+", "\"relevance_score\":S"));
        assertEquals(
                1,
                LocalClient.json(client.post("/rerank", """
                    {"query":"a","documents":["b","c"],"model":"rerank-2.5","top_k":1}"""), 200).get("data").size());
    }

    @Test
    void wrongRerankParametersAreRejected() {
        assertRejected(
                "Value 0 of argument 'top_k' must be an integer from 1 to 2147483647.", client.post("/rerank", """
                    {"query":"a","documents":["b"],"model":"rerank-2.5","top_k":0}"""));
        assertRejected(
                "Request to model 'rerank-2-lite' failed. The query has 2001 tokens, but the max allowed is 2000.",
                client.post("/rerank", """
                    {"query":"%s","documents":["b"],"model":"rerank-2-lite","truncation":false}""".formatted("w ".repeat(2_001))));
        assertTrue(client.post("/rerank", """
            {"query":"a","documents":["b"],"model":"voyage-4"}""").body().startsWith("""
            {"detail":"Model voyage-4 is not supported. Supported models are ['rerank-3'"""));
    }

    // with ' for "
    private static HttpResponse<String> embed(final String parameters) {
        return client.post("/embeddings", """
            {"input":"a text","model":"voyage-4-large",%s}""".formatted(parameters.replace('\'', '"')));
    }

    // with ' for "
    private static HttpResponse<String> contextualized(final String inputs) {
        return client.post("/contextualizedembeddings", """
            {"model":"voyage-context-3","inputs":%s}""".formatted(inputs.replace('\'', '"')));
    }

    private static HttpResponse<String> fourTimes(final LocalClient asking, final String text) {
        return asking.post("/embeddings", """
            {"model":"voyage-4-large","input":["%1$s","%1$s","%1$s","%1$s"]}""".formatted(text));
    }

    private static JsonNode vector(final String body) {
        return LocalClient.json(body).at("/data/0/embedding");
    }

    private static void assertRejected(final String detail, final HttpResponse<String> response) {
        assertEquals(detail, LocalClient.json(response, 400).get("detail").textValue());
    }
}
