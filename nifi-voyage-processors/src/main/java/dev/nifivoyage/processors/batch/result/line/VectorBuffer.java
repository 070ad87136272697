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
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * Packs the vector of a line while it is parsed. Reused from line to line. Accepts an array of numbers as well as the
 * packed numbers in base64.
 */
final class VectorBuffer {
    private static final int INITIAL_BYTES = 2048 * Float.BYTES;

    private final EmbeddingDataType dataType;
    private ByteBuffer buffer = newBuffer(INITIAL_BYTES);

    VectorBuffer(final EmbeddingDataType dataType) {
        this.dataType = dataType;
    }

    private Embedding read(final JsonParser parser) throws IOException, MalformedLineException {
        final byte[] packed = switch (parser.currentToken()) {
            case START_ARRAY -> readNumbers(parser);
            case VALUE_STRING -> readBase64(parser);
            default -> throw new MalformedLineException("The embedding is neither an array nor a string");
        };
        if (dataType == EmbeddingDataType.FLOAT) {
            requireFinite(packed);
        }

        try {
            return Embedding.ofPacked(dataType, packed);
        } catch (final IllegalArgumentException e) {
            throw new MalformedLineException(e.getMessage(), e);
        }
    }

    /**
     * Reads the current value of the parser to its end.
     *
     * @throws MalformedLineException if it is not a vector of the data type
     */
    Embedding readToEnd(final JsonParser parser) throws IOException, MalformedLineException {
        final int depth = parser.getParsingContext().getNestingDepth()
                - (parser.currentToken().isStructStart() ? 1 : 0);
        try {
            return read(parser);
        } catch (final MalformedLineException e) {
            skipTo(parser, depth);
            throw e;
        }
    }

    /**
     * Skips to the end of values nested deeper than a level.
     */
    private static void skipTo(final JsonParser parser, final int depth) throws IOException {
        while (parser.getParsingContext().getNestingDepth() > depth) {
            parser.nextToken();
        }
    }

    private byte[] readNumbers(final JsonParser parser) throws IOException, MalformedLineException {
        buffer.clear();
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
                throw new MalformedLineException("The embedding contains a value that is not a number");
            }
            if (buffer.remaining() < Float.BYTES) {
                buffer = newBuffer(buffer.capacity() * 2).put(buffer.flip());
            }
            if (dataType == EmbeddingDataType.FLOAT) {
                buffer.putFloat(readFloat(parser));
            } else {
                buffer.put(readByte(parser));
            }
        }

        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    // Jackson reads -0 as an integer, which has no sign
    private static float readFloat(final JsonParser parser) throws IOException {
        final float number = parser.getFloatValue();
        return number == 0 && parser.getText().startsWith("-") ? -0.0f : number;
    }

    // quantized numbers may be written as 12 or 12.0
    private byte readByte(final JsonParser parser) throws IOException, MalformedLineException {
        final double number = parser.getDoubleValue();
        final boolean unsigned = dataType == EmbeddingDataType.UINT8 || dataType == EmbeddingDataType.UBINARY;
        final int lowest = unsigned ? 0 : Byte.MIN_VALUE;
        final int highest = unsigned ? 0xFF : Byte.MAX_VALUE;
        if (number < lowest || number > highest || number != Math.rint(number)) {
            throw new MalformedLineException("The embedding contains %s, which is not a valid %s"
                    .formatted(parser.getText(), dataType.getValue()));
        }

        return (byte) (int) number;
    }

    private static byte[] readBase64(final JsonParser parser) throws IOException, MalformedLineException {
        try {
            return Base64.getDecoder().decode(parser.getText());
        } catch (final IllegalArgumentException e) {
            throw new MalformedLineException("The embedding is a string but not valid base64", e);
        }
    }

    private static void requireFinite(final byte[] packed) throws MalformedLineException {
        final ByteBuffer floats = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.remaining() >= Float.BYTES) {
            if (!Float.isFinite(floats.getFloat())) {
                throw new MalformedLineException("The embedding contains a number that is not finite");
            }
        }
    }

    private static ByteBuffer newBuffer(final int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
