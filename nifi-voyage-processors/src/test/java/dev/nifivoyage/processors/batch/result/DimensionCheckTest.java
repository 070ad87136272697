/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DimensionCheckTest {
    private static final EmbeddingParameters UNKNOWN_MODEL = new EmbeddingParameters(
            null, "voyage-99", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true);
    private static final RequestKey.Deriver KEYS = RequestKey.deriver("/v1/embeddings", UNKNOWN_MODEL);

    @ParameterizedTest
    @CsvSource({"0, 3", "2, 3", "0, 60", "24, 60", "25, 60", "59, 60"})
    void oneOddVectorDoesNotRejectTheOthers(final int odd, final int count, @TempDir final Path directory)
            throws IOException {
        final String lines = IntStream.range(0, count)
                .mapToObj(i -> """
                    {"custom_id":"%s","response":{"status_code":200,"body":{"data":[{"embedding":%s}]}}}""".formatted(KEYS.of("text " + i), i == odd ? "[0.25]" : "[%d.5,-1.5]".formatted(i)))
                .collect(Collectors.joining("\n"));
        final EmbeddingCodec format = new EmbeddingCodec(UNKNOWN_MODEL);
        try (ResultStore<Embedding> outcomes = ResultStore.inDirectory(format, directory)) {
            final ResultFileReader<Embedding> files = new ResultFileReader<>(outcomes, format, CacheFill.NONE, 1);
            files.read("output", new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
            files.complete();

            for (int i = 0; i < count; i++) {
                final Outcome<BilledResult<Embedding>> outcome =
                        outcomes.find(KEYS.of("text " + i)).orElseThrow();
                assertEquals(i == odd, outcome instanceof Outcome.Failure<?>, "text " + i);
                if (i != odd) {
                    final BilledResult<Embedding> result =
                            ((Outcome.Success<BilledResult<Embedding>>) outcome).result();
                    assertEquals(
                            "[%d.5,-1.5]".formatted(i),
                            new String(result.numbers().orElseThrow(), StandardCharsets.UTF_8));
                }
            }
        }
    }
}
