/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.io.IOException;
import java.util.Optional;

/**
 * Decodes lines of output and error files of {@code /v1/embeddings} jobs, see {@link ResultLineParser}.
 */
public final class EmbeddingLineDecoder implements LineDecoder<Embedding> {
    private final VectorReader vectors;
    private final ResultLineParser line = new ResultLineParser(this::readData);

    // of the line being decoded
    private int vectorCount;
    private Embedding embedding;

    public EmbeddingLineDecoder(final EmbeddingDataType dataType) {
        this.vectors = new VectorReader(dataType);
    }

    @Override
    public ResultLine<Embedding> decode(final byte[] bytes, final int start, final int limit)
            throws MalformedLineException {
        read(vectors.parser(bytes, start, limit));
        if (vectors.hasUnreadCuts()) {
            read(vectors.wholeParser(bytes, start));
        }
        if (!line.isCompleted()) {
            return ResultLine.failed(line.customId(), line.error(), 0);
        }
        if (line.invalid().isPresent()) {
            return unusable(line.invalid().get());
        }
        if (vectorCount != 1) {
            return unusable("The response contains %d vectors instead of one".formatted(vectorCount));
        }

        return new ResultLine<>(line.customId(), Outcome.success(embedding), line.tokens(), vectors.span());
    }

    @Override
    public int end() {
        return vectors.end();
    }

    @Override
    public Embedding ofNumbers(final byte[] array) {
        return vectors.ofArray(array);
    }

    private void read(final JsonParser parser) throws MalformedLineException {
        vectorCount = 0;
        embedding = null;
        line.read(parser);
    }

    // the request is billed, because it has a response
    private ResultLine<Embedding> unusable(final String message) {
        return ResultLine.failed(line.customId(), new RecordError(ErrorCode.INVALID_EMBEDDING, message), line.tokens());
    }

    private Optional<String> readData(final JsonParser parser) throws IOException {
        Optional<String> badVector = Optional.empty();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final boolean isVector = "embedding".equals(parser.currentName());
                parser.nextToken();
                if (isVector) {
                    vectorCount++;
                    badVector = readVector(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        return badVector;
    }

    private Optional<String> readVector(final JsonParser parser) throws IOException {
        try {
            embedding = vectors.read(parser);
            return Optional.empty();
        } catch (final MalformedLineException e) {
            return Optional.of(e.getMessage());
        }
    }
}
