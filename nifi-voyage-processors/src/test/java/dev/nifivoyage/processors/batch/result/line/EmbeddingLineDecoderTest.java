/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmbeddingLineDecoderTest {

    @Test
    void readsTheDocumentedResponse() throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.FLOAT, """
            {"batch_id":"batch-abc123","custom_id":"task_0","response":{"status_code":200,"body":{"object":"list","data":[{"object":"embedding","index":0,"embedding":\
            [-0.0076687671244,0.023722406476]}],"model":"voyage-4-large","usage":{"total_tokens":33}}},"error":null}""");

        assertEquals("task_0", line.customId());
        assertInstanceOf(Outcome.Success.class, line.outcome());
        assertEquals(33, line.tokens());
        assertArrayEquals(
                new Object[] {-0.0076687671244f, 0.023722406476f},
                LineOutcomes.result(line).numbers());
    }

    @Test
    void readsALineOfTheRealServer() throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.UINT8, """
            {"custom_id": "request-1", "response": {"status_code": 200, "body": {"object": "list", "data": [{"object": "embedding", "embedding": [114, 147, 255], "index": 0}], \
            "model": "voyage-3.5", "usage": {"total_tokens": 4}}}, "error": null}""");

        assertEquals("request-1", line.customId());
        assertArrayEquals(
                new Object[] {114, 147, 255}, LineOutcomes.result(line).numbers());
        assertEquals(4, line.tokens());
    }

    @Test
    void readsBase64() throws Exception {
        final byte[] packed = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.25f)
                .putFloat(-1.5f)
                .array();
        final ResultLine<Embedding> line = decode(
                EmbeddingDataType.FLOAT,
                response("\"%s\"".formatted(Base64.getEncoder().encodeToString(packed))));

        assertArrayEquals(packed, LineOutcomes.result(line).toBytes());
    }

    @Test
    void readsNumbersWithExponentsAndNegativeZero() throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.FLOAT, response("[1e-7, -0.0, 3, 1.17549435E-38]"));

        assertArrayEquals(
                new Object[] {1e-7f, -0.0f, 3f, 1.17549435E-38f},
                LineOutcomes.result(line).numbers());
    }

    @Test
    void readsACustomIdBehindTheResponse() throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.FLOAT, """
            {"response":{"status_code":200,"body":{"data":[{"embedding":[1]}],"usage":{"total_tokens":2}}},"custom_id":"late"}""");

        assertEquals("late", line.customId());
        assertEquals(2, line.tokens());
    }

    @Test
    void readsAResponseMessage() throws Exception {
        assertError("http_500", "Internal Server Error", """
                    {"batch_id":"batch-abc123","custom_id":"task_1","response":{"status_code":500,"message":"Internal Server Error"},"error":null}""");
    }

    @Test
    void prefersATemporaryStatusToACode() throws Exception {
        assertError("http_503", "Overloaded", """
                    {"custom_id":"task_1","response":{"status_code":503},"error":{"code":"overloaded","message":"Overloaded"}}""");
        assertError("too_long", "Too long", """
                    {"custom_id":"task_1","response":{"status_code":400},"error":{"code":"too_long","message":"Too long"}}""");
    }

    @Test
    void readsAnErrorWithItsCode() throws Exception {
        assertError("batch_expired", "This request could not be executed before the completion window expired.", """
            {"batch_id":"batch-abc123","custom_id":"task_1","response":null,"error":{"code":"batch_expired",\
            "message":"This request could not be executed before the completion window expired."}}""");
    }

    @Test
    void readsADetailInTheBody() throws Exception {
        assertError("http_400", "Too many tokens", """
                    {"custom_id":"task_1","response":{"status_code":400,"body":{"detail":"Too many tokens"}},"error":null}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"detail":[{"type":"string_too_long","loc":["body","input",0],"msg":"String should have at most 10 characters"}]} | body.input.0: String should have at most 10 characters
        {"detail":[{"loc":["body"],"msg":"one"},{"loc":["body"],"msg":"two"}]} | body: one; body: two
        {"detail":{"msg":"no such model"}} | no such model
        {"detail":{"reason":{"message":"deep"}}} | deep
        {"error":{"message":"The text is not allowed","type":"invalid_request_error","param":null,"code":"bad_text"}} | The text is not allowed
        {"error":"a text"} | a text
        {"error":["one","two"]} | one; two
        {"error":{"error":{"message":"nested twice"}}} | nested twice
        {"errors":[{"message":"first"}]} | first
        {"message":"no such model"} | no such model
        {"message":{"text":"odd"}} | text: odd
        "plain" | plain
        ["in a list"] | in a list
        """)
    void readsTheReasonInWhateverShapeItComes(final String body, final String reason) throws Exception {
        assertError("http_400", reason, """
                    {"custom_id":"task_1","response":{"status_code":400,"body":%s},"error":null}""".formatted(body));
        assertError("unknown_error", reason, """
            {"custom_id":"task_1","response":null,"error":%s}""".formatted(body.replace("bad_text", "")));
        assertError(
                "unknown_error", reason, """
                    {"custom_id":"task_1","response":%s}""".formatted(body.startsWith("{") ? "{\"body\":%s}".formatted(body) : body));
    }

    @Test
    void boundsTheLengthOfReasonsAndCodes() throws Exception {
        final String text = "long words ".repeat(1_000_000);
        final List<String> errors = """
            "%s"
            {"message":"%s"}
            ["%s"]
            {"detail":[{"loc":["body"],"msg":"%s"}]}""".lines().toList();
        for (final String error : errors) {
            final RecordError bounded = rejection("""
                {"custom_id":"task_1","error":%s}""".formatted(error.formatted(text)));
            assertTrue(
                    bounded.message().length() < 2_100,
                    () -> error + bounded.message().length());
            assertTrue(bounded.message().endsWith("(truncated)"), bounded.message());
        }
        final RecordError many = rejection("""
            {"custom_id":"task_1","error":[%s"x"]}""".formatted("\"words\",".repeat(100_000)));
        assertTrue(many.message().length() < 2_100);
        final RecordError coded = rejection("""
                    {"custom_id":"task_1","error":{"code":"%s"}}""".formatted(text));
        assertTrue(coded.code().length() <= 100, coded.code());
        assertTrue(coded.code().startsWith("long_words_long"), coded.code());
    }

    private static RecordError rejection(final String line) throws MalformedLineException {
        return LineOutcomes.error(decode(EmbeddingDataType.FLOAT, line));
    }

    @Test
    void takesAnEmptyResponseForAnError() throws Exception {
        assertError("unknown_error", "Voyage gave no reason", """
                    {"custom_id":"task_1","response":{"status_code":0,"body":""},"error":null}""");
        assertError("unknown_error", "Voyage gave no reason", """
            {"custom_id":"task_1","response":null,"error":null}""");
    }

    // the files of a job would be deleted after results that Voyage gave no reason for
    @Test
    void doesNotTakeARequestForAResult() {
        final MalformedLineException request =
                assertThrows(MalformedLineException.class, () -> decode(EmbeddingDataType.FLOAT, """
                    {"custom_id":"task_1","body":{"input":["a text"]}}"""));
        assertEquals("task_1", request.customId());
        assertEquals("Line is a request, not a result: the file is the input of a batch job", request.getMessage());
    }

    @Test
    void judgesByTheStatusCodeWhereverTheLineStands() throws Exception {
        assertError("http_429", "Voyage gave no reason", """
                    {"custom_id":"task_1","response":{"status_code":429,"body":{"data":[{"embedding":[1]}]}},"error":null}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        []
        [1, null]
        [1, "2"]
        [1, [2, 3], 4]
        "no base64!"
        null
        {"a":[1]}
        [1e60]
        """)
    void rejectsWhatIsNoVectorButKnowsItsRequest(final String embedding) throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.FLOAT, response(embedding));

        assertEquals("task_1", line.customId());
        assertInstanceOf(Outcome.Failure.class, line.outcome());
        assertEquals("invalid_embedding", LineOutcomes.error(line).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[256]", "[-1]", "[1.5]"})
    void rejectsNumbersThatDoNotFitTheDataType(final String embedding) throws Exception {
        assertEquals(
                "invalid_embedding",
                LineOutcomes.error(decode(EmbeddingDataType.UINT8, response(embedding)))
                        .code());
    }

    @Test
    void rejectsSeveralVectorsForOneText() throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.FLOAT, """
                    {"custom_id":"task_1","response":{"status_code":200,"body":{"data":[{"embedding":[1]},{"embedding":[2]}]}}}""");

        assertEquals("invalid_embedding", LineOutcomes.error(line).code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "{\"custom_id\":\"a\"",
                "{\"response\":null}",
                "{\"custom_id\":\"\"}",
                "{\"custom_id\":null}",
                "{\"custom_id\":\"a\"} {}",
                "\"text\"",
                "\u0000"
            })
    void rejectsWhatNamesNoRequest(final String line) {
        assertThrows(MalformedLineException.class, () -> decode(EmbeddingDataType.FLOAT, line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0.1234567\n89012345,1]",
                "[0.12345,\n0.5]",
                "[0.12345\n,0.5]",
                "[1,2\n3]",
                "[1,2]\n]",
                "[\n1,2]",
                "\n[1,2]",
                "[0.1,0.2\n"
            })
    void endsALineAtALineFeedWithinAnArray(final String array) throws MalformedLineException {
        final String lines = response(array) + '\n' + response("[3,4]");
        final byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        for (final EmbeddingDataType dataType : List.of(EmbeddingDataType.FLOAT, EmbeddingDataType.INT8)) {
            final EmbeddingLineDecoder decoder = new EmbeddingLineDecoder(dataType);
            int start = 0;
            for (final String line : response(array).split("\n")) {
                final int first = start;
                assertThrows(MalformedLineException.class, () -> decoder.decode(bytes, first, bytes.length));
                assertEquals(start + line.length(), decoder.end());
                start = decoder.end() + 1;
            }

            final ResultLine<Embedding> last = decoder.decode(bytes, start, bytes.length);
            assertEquals(bytes.length, decoder.end());
            final String numbers = Arrays.toString(LineOutcomes.result(last).numbers());
            assertEquals("[3, 4]", numbers.replace(".0", ""));
        }
    }

    @Test
    void keepsNothingOfTheLineBefore() throws Exception {
        final EmbeddingLineDecoder decoder = new EmbeddingLineDecoder(EmbeddingDataType.FLOAT);
        LineOutcomes.decode(decoder, response("[1, 2]"));
        final ResultLine<Embedding> line = LineOutcomes.decode(decoder, """
            {"custom_id":"next","response":{"status_code":200}}""");

        assertEquals("next", line.customId());
        assertInstanceOf(Outcome.Failure.class, line.outcome());
        assertEquals(0, line.tokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"total_tokens\":9}", "[1,2]", "{}"})
    void skipsAListOrObjectInPlaceOfANumber(final String value) throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.FLOAT, """
                    {"custom_id":"task_1","response":{"status_code":200,"body":{"usage":{"total_tokens":%s},"data":[{"embedding":[1]}]}}}""".formatted(value));

        assertArrayEquals(new Object[] {1f}, LineOutcomes.result(line).numbers());
        assertEquals(0, line.tokens());
        assertError("unknown_error", "why", """
                    {"response":{"status_code":%s,"message":"why"},"custom_id":"task_1"}""".formatted(value));
        assertThrows(MalformedLineException.class, () -> decode(EmbeddingDataType.FLOAT, """
                    {"custom_id":{"custom_id":"task_1"},"error":"why"}"""));
    }

    @Test
    void remainsInvalidIfAResponseOccursTwice() throws Exception {
        final ResultLine<Embedding> line = decode(EmbeddingDataType.INT8, """
                    {"custom_id":"task_1","response":{"status_code":200,"body":{"data":[{"embedding":[147]}]}},"response":{"status_code":200,"body":{"data":[{}]}}}""");

        assertEquals("invalid_embedding", LineOutcomes.error(line).code());
        assertEquals(
                "The embedding contains 147, which is not a valid int8",
                LineOutcomes.error(line).message());
    }

    @Test
    void readsNoNegativeNumberOfTokens() throws Exception {
        assertEquals(0, decode(EmbeddingDataType.FLOAT, """
                    {"custom_id":"task_1","response":{"status_code":200,"body":{"usage":{"total_tokens":-5},"data":[{"embedding":[1]}]}}}""").tokens());
    }

    @Test
    void keepsAnArrayNamedEmbeddingInAReason() throws Exception {
        assertError("unknown_error", "embedding: 1.5; 2", """
                    {"custom_id":"task_1","error":{"embedding":[1.5,2]}}""");
    }

    @Test
    void takesNoOtherArrayForTheVector() throws Exception {
        final String line = """
                    {"custom_id":"task_1","x":{"embedding":[1,2]},"response":{"status_code":200,"body":{"data":[{"\\u0065mbedding":%s}]}}}""";

        assertArrayEquals(
                new Object[] {3f, 4f},
                LineOutcomes.result(decode(EmbeddingDataType.FLOAT, line.formatted("[3,4]")))
                        .numbers());
        assertEquals(
                "invalid_embedding",
                LineOutcomes.error(decode(EmbeddingDataType.FLOAT, line.formatted("[]")))
                        .code());
    }

    @Test
    void readsTheSameNumbersWhicheverParserTakesThem() throws Exception {
        // a blank before a comma leaves the array to the JSON parser
        assertArrayEquals(
                new Object[] {-0.0f, 0f, 1f},
                LineOutcomes.result(decode(EmbeddingDataType.FLOAT, response("[-0, 0, 1.000000000000000000000]")))
                        .numbers());
        assertArrayEquals(
                new Object[] {-0.0f, 0f, 1f},
                LineOutcomes.result(decode(EmbeddingDataType.FLOAT, response("[ -0 , 0, 1]")))
                        .numbers());
    }

    private static void assertError(final String code, final String message, final String line)
            throws MalformedLineException {
        final ResultLine<Embedding> decoded = decode(EmbeddingDataType.FLOAT, line);
        assertEquals("task_1", decoded.customId());
        assertEquals(new RecordError(code, message), LineOutcomes.error(decoded));
    }

    private static String response(final String embedding) {
        return """
                    {"custom_id":"task_1","response":{"status_code":200,"body":{"data":[{"embedding":%s,"index":0}],"usage":{"total_tokens":7}}},"error":null}""".formatted(embedding);
    }

    private static ResultLine<Embedding> decode(final EmbeddingDataType dataType, final String line)
            throws MalformedLineException {
        return LineOutcomes.decode(new EmbeddingLineDecoder(dataType), line);
    }
}
