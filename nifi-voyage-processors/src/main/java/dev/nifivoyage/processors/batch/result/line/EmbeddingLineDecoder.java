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

/**
 * Decodes lines of output and error files of {@code /v1/embeddings} jobs, see {@link ResultLineParser}.
 */
public final class EmbeddingLineDecoder implements LineDecoder<Embedding> {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final EmbeddingDataType dataType;
    private final VectorBuffer vectors;
    private final EmbeddingArrayScanner cut = new EmbeddingArrayScanner();
    private final ResultLineParser envelope = new ResultLineParser(this::readData);

    // of the line being decoded
    private int responses;
    private Embedding embedding;
    private ByteBuffer decimals;
    private boolean isCut;

    public EmbeddingLineDecoder(final EmbeddingDataType dataType) {
        this.dataType = dataType;
        this.vectors = new VectorBuffer(dataType);
    }

    @Override
    public ResultLine<Embedding> decode(final byte[] bytes, final int offset, final int length)
            throws MalformedLineException {
        responses = 0;
        embedding = null;
        decimals = null;
        isCut = dataType == EmbeddingDataType.FLOAT && cut.cut(bytes, offset, length);
        envelope.read(parser(bytes, offset, length));
        if (!envelope.isCompleted()) {
            return ResultLine.failed(envelope.customId(), envelope.error(), 0);
        }
        if (envelope.badResponse() != null) {
            return unusable(envelope.badResponse());
        }
        if (responses != 1) {
            return unusable("The answer holds %d vectors instead of one".formatted(responses));
        }

        return ResultLine.completed(envelope.customId(), embedding, decimals, envelope.tokens());
    }

    private JsonParser parser(final byte[] bytes, final int offset, final int length) throws MalformedLineException {
        try {
            return isCut
                    ? JSON.createParser(cut.rest(), 0, cut.restLength())
                    : JSON.createParser(bytes, offset, length);
        } catch (final IOException e) {
            throw new MalformedLineException("The line could not be decoded", e);
        }
    }

    // answered, so it is billed
    private ResultLine<Embedding> unusable(final String message) {
        return ResultLine.failed(
                envelope.customId(), new RecordError(ErrorCode.INVALID_EMBEDDING, message), envelope.tokens());
    }

    private MalformedLineException readData(final JsonParser parser) throws IOException {
        MalformedLineException badVector = null;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final boolean isVector = "embedding".equals(parser.currentName());
                parser.nextToken();
                if (isVector) {
                    responses++;
                    badVector = readVector(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        return badVector;
    }

    private MalformedLineException readVector(final JsonParser parser) throws IOException {
        final int depth =
                parser.getParsingContext().getNestingDepth() - (parser.currentToken() == JsonToken.START_ARRAY ? 1 : 0);
        try {
            embedding =
                    isCut && parser.currentToken() == JsonToken.START_ARRAY ? readCut(parser) : vectors.read(parser);
            return null;
        } catch (final MalformedLineException e) {
            // to the end of the array that the vector would have been
            while (parser.getParsingContext().getNestingDepth() > depth) {
                parser.nextToken();
            }
            return e;
        }
    }

    private Embedding readCut(final JsonParser parser) throws IOException, MalformedLineException {
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw new MalformedLineException("The answer holds two vectors under differently written names");
        }

        decimals = cut.numbers().decimals();
        return Embedding.ofPacked(dataType, cut.numbers().toBytes());
    }
}
