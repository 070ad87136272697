/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.processors.request.RequestBody;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RequestEncoderTest {
    private static final EmbeddingParameters PARAMETERS =
            new EmbeddingParameters("", "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a text",
                "\"quoted\" \\ and \n\r\t broken\u0000\u001f",
                "zwölf Gesten",
                "身体",
                "\uD83D\uDC83 dances",
                "\u2028"
            })
    void writesOneLineThatAJsonParserReadsBack(final String text) throws IOException {
        final RequestKey key = RequestKey.deriver("/v1/embeddings", PARAMETERS).of(text);
        final RequestEncoder encoder = new RequestEncoder();
        encoder.encode(key, new OneText("the line before"));
        final String line = encoder.encode(key, new OneText(text)).toString(StandardCharsets.UTF_8);

        assertEquals(line.length() - 1, line.indexOf('\n'));
        final JsonNode request = new ObjectMapper().readTree(line);
        assertEquals(key.toString(), request.path("custom_id").asText());
        assertEquals(1, request.path("body").path("input").size());
        assertEquals(text, request.path("body").path("input").path(0).asText());
        assertEquals(2, request.size());
        assertEquals(1, request.path("body").size());
    }

    private record OneText(String text) implements RequestBody {
        @Override
        public void write(final JsonGenerator generator) throws IOException {
            generator.writeArrayFieldStart("input");
            generator.writeString(text);
            generator.writeEndArray();
        }

        @Override
        public int textCount() {
            return 1;
        }

        @Override
        public long estimatedTokens() {
            return TokenEstimate.ofText(text);
        }
    }
}
