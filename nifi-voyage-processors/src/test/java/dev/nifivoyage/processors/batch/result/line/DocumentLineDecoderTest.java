/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.processors.batch.result.DocumentCodec;
import dev.nifivoyage.processors.response.DocumentVectors;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DocumentLineDecoderTest {

    @Test
    void putsChunksIntoTheOrderOfTheirIndexes() throws Exception {
        final ResultLine<DocumentVectors> line = decode("""
                    [{"index":3,"data":[{"embedding":[2,2],"index":12},{"index":11,"embedding":[1,-1],"object":{"a":1}}]}]""");

        assertInstanceOf(Outcome.Success.class, line.outcome());
        assertEquals(7, line.tokens());
        assertEquals(List.of("[1.0, -1.0]", "[2.0, 2.0]"), numbers(line));
        assertEquals(List.of(), LineOutcomes.result(line).texts());
    }

    @Test
    void keepsTheTextsOfChunksThatVoyageCut() throws Exception {
        final ResultLine<DocumentVectors> line = decode("""
                    [{"data":[{"embedding":[1],"index":1,"text":"b"},{"embedding":[2],"index":0,"text":"\u00e4 a"}]}]""");

        assertEquals(List.of("\u00e4 a", "b"), LineOutcomes.result(line).texts());
        final DocumentCodec format = new DocumentCodec(new EmbeddingParameters(
                "", "voyage-context-9", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, false));
        assertTrue(format.reject(LineOutcomes.result(line)).isEmpty());
    }

    @Test
    void skipsAListOrObjectInPlaceOfATextOrIndex() throws Exception {
        final ResultLine<DocumentVectors> line = decode("""
                    [{"data":[{"text":{"embedding":[5,6],"index":7},"embedding":[1,2],"index":0}]}]""");

        assertEquals(List.of("[1.0, 2.0]"), numbers(line));
        assertEquals("invalid_embedding", LineOutcomes.error(decode("""
                    [{"data":[{"index":[0],"embedding":[1]}]}]""")).code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        []
        [{"data":[]}]
        [{"data":[{"embedding":[1],"index":0}]},{"data":[{"embedding":[1],"index":0}]}]
        [{"data":[{"embedding":[1]}]}]
        [{"data":[{"index":0}]}]
        [{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":2}]}]
        [{"data":[{"embedding":[1],"index":0},{"embedding":[1],"index":0}]}]
        [{"data":[{"embedding":[1],"index":0,"text":"a"},{"embedding":[1],"index":1}]}]
        [{"data":[{"embedding":["x",[1]],"index":0},{"embedding":[1],"index":1}]}]
        [{"data":[{"embedding":{"a":[1]},"index":0}]}]
        """)
    void rejectsResponsesThatAreNotOneDocument(final String data) throws Exception {
        final ResultLine<DocumentVectors> line = decode(data);

        assertEquals("invalid_embedding", LineOutcomes.error(line).code());
        assertEquals("id", line.customId());
        assertEquals(7, line.tokens());
    }

    private static List<String> numbers(final ResultLine<DocumentVectors> line) {
        return LineOutcomes.result(line).vectors().stream()
                .map(Embedding::numbers)
                .map(Arrays::toString)
                .toList();
    }

    private static ResultLine<DocumentVectors> decode(final String data) throws MalformedLineException {
        final String line = """
                    {"response":{"body":{"data":%s,"usage":{"total_tokens":7}},"status_code":200},"custom_id":"id","error":null}""".formatted(data);
        return LineOutcomes.decode(new DocumentLineDecoder(EmbeddingDataType.FLOAT), line);
    }
}
