/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.result.line.DocumentLineDecoder;
import dev.nifivoyage.processors.batch.result.line.EmbeddingLineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineErrorCode;
import dev.nifivoyage.processors.batch.result.line.MalformedLineException;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.batch.result.line.RankingLineDecoder;
import dev.nifivoyage.processors.batch.result.line.ResultLine;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reads any bytes as an error file. The error of a request is the same for each endpoint, with a code of one word and a
 * message of one line, both of bounded length.
 */
public final class ErrorLinesFuzz {
    private static final Set<String> OF_RESPONSES =
            Set.of(ErrorCode.INVALID_EMBEDDING.code(), ErrorCode.INVALID_RANKING.code());

    private ErrorLinesFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        for (final byte[] line : ResultLinesFuzz.lines(input)) {
            RecordError first = null;
            for (final LineDecoder<?> decoder : List.of(
                    new EmbeddingLineDecoder(EmbeddingDataType.FLOAT),
                    new EmbeddingLineDecoder(EmbeddingDataType.INT8),
                    new DocumentLineDecoder(EmbeddingDataType.FLOAT),
                    new RankingLineDecoder())) {
                final RecordError error = error(decoder, line);
                if (error != null && !OF_RESPONSES.contains(error.code())) {
                    first = first == null ? error : first;
                    assertEquals(first, error);
                }
            }
        }
    }

    private static RecordError error(final LineDecoder<?> decoder, final byte[] line) {
        try {
            final ResultLine<?> decoded = decoder.decode(line, 0, line.length);
            if (decoded.outcome() instanceof Outcome.Failure<?>(final RecordError error)) {
                check(error);
                return error;
            }
        } catch (final MalformedLineException e) {
            assertFalse(e.getMessage().isBlank());
        }

        return null;
    }

    static void check(final RecordError error) {
        assertTrue(error.code().matches("\\S{1,100}"), error.code());
        assertFalse(error.message().isBlank());
        assertTrue(error.message().length() < 2_100, error.message());
        assertFalse(error.message().matches("(?s).*[\\r\\n].*"), error.message());
        LineErrorCode.isUnprocessed(error.code());
    }
}
