/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.embedding.EmbeddingDataType;
import dev.nifivoyage.processors.record.RowError;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Decodes lines of output and error files of {@code /v1/embeddings} jobs, in all documented shapes: an answer, {@code response.message} with a status code,
 * and {@code error} with a code. Success is judged by the status code, not by the file the line stands in.
 * Source: Voyage's Batch Inference guide, output and error files.
 */
final class EmbeddingLineDecoder {
    private static final int OK = 200;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .build();

    private final EmbeddingDataType dataType;
    private final VectorBuffer vectors;
    private final VectorCut cut = new VectorCut();

    // of the line being decoded
    private String customId;
    private int statusCode;
    private int answers;
    private Embedding embedding;
    private ByteBuffer decimals;
    private boolean isCut;
    private long tokens;
    private String errorCode;
    private String errorMessage;
    private String responseMessage;
    private String bodyDetail;

    EmbeddingLineDecoder(final EmbeddingDataType dataType) {
        this.dataType = dataType;
        this.vectors = new VectorBuffer(dataType);
    }

    /**
     * Decodes one line without its line feed.
     *
     * @throws MalformedLineException when the line is no JSON object or names no request
     */
    ResultLine decode(final byte[] bytes, final int offset, final int length) throws MalformedLineException {
        reset();
        MalformedLineException badVector = null;
        isCut = dataType == EmbeddingDataType.FLOAT && cut.cut(bytes, offset, length);
        try (JsonParser parser = isCut ? JSON.createParser(cut.rest(), 0, cut.restLength()) : JSON.createParser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedLineException("The line is no JSON object");
            }
            badVector = readLine(parser);
            if (parser.nextToken() != null) {
                throw new MalformedLineException("The line goes on after its JSON object", null, customId);
            }
        } catch (final JsonProcessingException e) {
            throw new MalformedLineException("The line is no JSON: " + e.getOriginalMessage(), e, customId);
        } catch (final IOException e) {
            throw new MalformedLineException("The line could not be decoded", e, customId);
        }

        if (customId == null || customId.isEmpty()) {
            throw new MalformedLineException("The line has no custom_id");
        }

        return outcome(badVector);
    }

    private void reset() {
        customId = null;
        statusCode = 0;
        answers = 0;
        embedding = null;
        decimals = null;
        tokens = 0;
        errorCode = null;
        errorMessage = null;
        responseMessage = null;
        bodyDetail = null;
    }

    private ResultLine outcome(final MalformedLineException badVector) {
        if (errorCode == null && errorMessage == null && statusCode == OK) {
            if (badVector != null) {
                return unusable(badVector.getMessage());
            }
            if (answers != 1) {
                return unusable("The answer holds %d vectors instead of one".formatted(answers));
            }

            return new ResultLine(customId, embedding, decimals, null, tokens);
        }

        final String message = firstOf(errorMessage, responseMessage, bodyDetail);
        final String code = errorCode != null ? errorCode : "http_" + statusCode;
        return failed(code, message == null ? "Voyage gave no reason" : message);
    }

    // answered, so it is billed
    private ResultLine unusable(final String message) {
        return new ResultLine(customId, null, null, new RowError("invalid_embedding", message), tokens);
    }

    private ResultLine failed(final String code, final String message) {
        return new ResultLine(customId, null, null, new RowError(code, message), 0);
    }

    private static String firstOf(final String... texts) {
        for (final String text : texts) {
            if (text != null && !text.isBlank()) {
                return text;
            }
        }

        return null;
    }

    // A vector that is none does not end the line: what its request is called may stand behind it.
    private MalformedLineException readLine(final JsonParser parser) throws IOException {
        MalformedLineException badVector = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "custom_id" -> customId = parser.getValueAsString();
                case "response" -> badVector = readResponse(parser);
                case "error" -> readError(parser);
                default -> parser.skipChildren();
            }
        }

        return badVector;
    }

    private void readError(final JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            errorMessage = parser.getText();
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "code" -> errorCode = parser.getValueAsString();
                case "message" -> errorMessage = parser.getValueAsString();
                default -> parser.skipChildren();
            }
        }
    }

    private MalformedLineException readResponse(final JsonParser parser) throws IOException {
        MalformedLineException badVector = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "status_code" -> statusCode = parser.getValueAsInt();
                case "message" -> responseMessage = parser.getValueAsString();
                case "body" -> badVector = readBody(parser);
                default -> parser.skipChildren();
            }
        }

        return badVector;
    }

    private MalformedLineException readBody(final JsonParser parser) throws IOException {
        MalformedLineException badVector = null;
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            bodyDetail = parser.getText();
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "data" -> badVector = readData(parser);
                case "usage" -> readUsage(parser);
                case "detail" -> {
                    bodyDetail = parser.getValueAsString();
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }

        return badVector;
    }

    private MalformedLineException readData(final JsonParser parser) throws IOException {
        MalformedLineException badVector = null;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return null;
        }

        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final boolean isVector = "embedding".equals(parser.currentName());
                parser.nextToken();
                if (isVector) {
                    answers++;
                    badVector = readVector(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        return badVector;
    }

    private MalformedLineException readVector(final JsonParser parser) throws IOException {
        final int depth = parser.getParsingContext().getNestingDepth() - (parser.currentToken() == JsonToken.START_ARRAY ? 1 : 0);
        try {
            embedding = isCut && parser.currentToken() == JsonToken.START_ARRAY ? readCut(parser) : vectors.read(parser);
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

    private void readUsage(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final boolean isTotal = "total_tokens".equals(parser.currentName());
            parser.nextToken();
            if (isTotal) {
                tokens = parser.getValueAsLong();
            } else {
                parser.skipChildren();
            }
        }
    }
}
