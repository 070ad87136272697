/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Decodes lines of output and error files of {@code /v1/embeddings} jobs, see {@link ResultLineParser}.
 */
public final class EmbeddingLineDecoder implements LineDecoder<Embedding> {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final EmbeddingDataType dataType;
    private final VectorBuffer vectors;
    private final EmbeddingArrayScanner scanner = new EmbeddingArrayScanner();
    private final ResultLineParser line = new ResultLineParser(this::readData);

    // of the line being decoded
    private int vectorCount;
    private Embedding embedding;
    private ByteBuffer decimals;
    private boolean isCut;
    private boolean usesCut;

    public EmbeddingLineDecoder(final EmbeddingDataType dataType) {
        this.dataType = dataType;
        this.vectors = new VectorBuffer(dataType);
    }

    @Override
    public ResultLine<Embedding> decode(final byte[] bytes, final int offset, final int length)
            throws MalformedLineException {
        isCut = dataType == EmbeddingDataType.FLOAT && scanner.cut(bytes, offset, length);
        read(bytes, offset, length);
        if (isCut && !usesCut) {
            // the array is not a vector, but for example in the message of an error
            isCut = false;
            read(bytes, offset, length);
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

        return new ResultLine<>(line.customId(), Outcome.success(embedding, decimals), line.tokens());
    }

    private void read(final byte[] bytes, final int offset, final int length) throws MalformedLineException {
        vectorCount = 0;
        embedding = null;
        decimals = null;
        usesCut = false;
        line.read(parser(bytes, offset, length));
    }

    private JsonParser parser(final byte[] bytes, final int offset, final int length) throws MalformedLineException {
        try {
            return isCut
                    ? JSON.createParser(scanner.rest(), 0, scanner.restLength())
                    : JSON.createParser(bytes, offset, length);
        } catch (final IOException e) {
            throw new MalformedLineException("Failed to decode the result line", e);
        }
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
            embedding = isCut && isAtCut(parser) ? readCut(parser) : vectors.readToEnd(parser);
            return Optional.empty();
        } catch (final MalformedLineException e) {
            return Optional.of(e.getMessage());
        }
    }

    // another array may be a vector too, under an escaped name
    private boolean isAtCut(final JsonParser parser) {
        return parser.currentToken() == JsonToken.START_ARRAY
                && parser.currentLocation().getByteOffset() == scanner.position();
    }

    private Embedding readCut(final JsonParser parser) throws IOException {
        parser.nextToken();
        usesCut = true;
        decimals = scanner.numbers().decimals();
        return Embedding.ofPacked(dataType, scanner.numbers().toBytes());
    }
}
