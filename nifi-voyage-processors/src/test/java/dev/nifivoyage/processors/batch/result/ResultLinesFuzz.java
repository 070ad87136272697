/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.LineComparison;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineSpan;
import dev.nifivoyage.processors.batch.result.line.MalformedLineException;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.batch.result.line.ResultLine;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reads any bytes as a result file of each endpoint. Every line is a result, an error, or malformed; a result survives
 * the temporary file; and lines of {@code /v1/embeddings} mean what the tree of their JSON says.
 */
public final class ResultLinesFuzz {

    private ResultLinesFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        for (final byte[] line : lines(input)) {
            new LineComparison().compare(line);
            for (final EmbeddingDataType dataType : EmbeddingDataType.values()) {
                decode(new EmbeddingCodec(parameters(dataType)), line);
            }
            decode(new DocumentCodec(parameters(EmbeddingDataType.FLOAT)), line);
            decode(new DocumentCodec(parameters(EmbeddingDataType.UBINARY)), line);
            decode(new RankingCodec(), line);
        }
        decodeTogether(new EmbeddingCodec(parameters(EmbeddingDataType.FLOAT)), input);
        decodeTogether(new EmbeddingCodec(parameters(EmbeddingDataType.INT8)), input);
        decodeTogether(new DocumentCodec(parameters(EmbeddingDataType.FLOAT)), input);
        decodeTogether(new RankingCodec(), input);
    }

    /** Returns the lines that are not blank. */
    static List<byte[]> lines(final byte[] input) {
        final List<byte[]> lines = new ArrayList<>();
        int start = 0;
        boolean blank = true;
        for (int i = 0; i <= input.length; i++) {
            if (i == input.length || input[i] == '\n') {
                if (!blank) {
                    lines.add(Arrays.copyOfRange(input, start, i));
                }
                start = i + 1;
                blank = true;
            } else {
                blank &= " \r\t".indexOf(input[i]) >= 0;
            }
        }

        return lines;
    }

    /** A line has the same result alone and among others. */
    private static <R> void decodeTogether(final ResultCodec<R> codec, final byte[] input) {
        final List<DecodedLine<R>> together = new ArrayList<>();
        final List<DecodedLine<R>> alone = new ArrayList<>();
        decode(codec, input, together);
        final List<byte[]> lines = lines(input);
        for (final byte[] line : lines) {
            decode(codec, line, alone);
        }

        assertEquals(alone.size(), together.size());
        for (int i = 0; i < alone.size(); i++) {
            assertEquals(alone.get(i).kept().line(), together.get(i).kept().line());
            assertEquals(
                    Objects.toString(alone.get(i).unreadable()),
                    Objects.toString(together.get(i).unreadable()));
            final int start = (int) together.get(i).kept().position();
            final byte[] kept = Arrays.copyOfRange(
                    input, start, start + together.get(i).kept().length());
            assertEquals(
                    new String(lines.get(i), StandardCharsets.ISO_8859_1).trim(),
                    new String(kept, StandardCharsets.ISO_8859_1).trim());
        }
    }

    private static <R> void decode(
            final ResultCodec<R> codec, final byte[] input, final List<DecodedLine<R>> receiver) {
        try (BlockDecoder<R> decoder = new BlockDecoder<>(codec, 1, receiver::add)) {
            decoder.decode(new ByteArrayInputStream(input), 0);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <R> void decode(final ResultCodec<R> codec, final byte[] line) {
        final LineDecoder<R> decoder = codec.decoder();
        final ResultLine<R> decoded;
        try {
            decoded = decoder.decode(line, 0, line.length);
        } catch (final MalformedLineException e) {
            assertFalse(e.getMessage().isBlank());
            return;
        }

        assertFalse(decoded.customId().isEmpty());
        assertTrue(decoded.tokens() >= 0, "tokens: " + decoded.tokens());
        switch (decoded.outcome()) {
            case Outcome.Failure<R>(final RecordError error) -> ErrorLinesFuzz.check(error);
            case final Outcome.Success<R> success -> {
                codec.observe(success.result());
                codec.reject(success.result());
                final LineSpan numbers = decoded.numbers();
                if (numbers != null) {
                    final int end = numbers.offset() + numbers.length();
                    assertEquals(success.result(), decoder.ofNumbers(Arrays.copyOfRange(line, numbers.offset(), end)));
                }
            }
        }
    }

    private static EmbeddingParameters parameters(final EmbeddingDataType dataType) {
        return new EmbeddingParameters("", "unknown", EmbeddingInputType.DOCUMENT, null, dataType, true);
    }
}
