/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads a vector of a response: Base64 of the packed numbers, or an array of numbers.
 */
final class VectorReader {
    /** Far more than any model returns; keeps a faulty response off the heap. */
    private static final int MAXIMUM_BYTES = 1 << 18;

    private static final int FIRST_BYTES = 4096;

    private VectorReader() {}

    /**
     * Reads the current value of the parser.
     *
     * @throws InvalidContentException if the value is not a vector of the requested data type and dimension, or has a
     *     number that is not finite
     */
    static Embedding read(final JsonParser parser, final EmbeddingParameters parameters)
            throws IOException, InvalidContentException {
        final EmbeddingDataType dataType = parameters.dataType();
        final byte[] packed = switch (parser.currentToken()) {
            case START_ARRAY -> readNumbers(parser, dataType);
            case VALUE_STRING -> readBase64(parser);
            default -> throw new InvalidContentException("a vector is neither an array nor a string");
        };
        if (dataType == EmbeddingDataType.FLOAT) {
            requireFinite(packed);
        }

        final Embedding embedding;
        try {
            embedding = Embedding.ofPacked(dataType, packed);
        } catch (final IllegalArgumentException e) {
            throw new InvalidContentException(e.getMessage());
        }
        if (parameters.dimension() != null && embedding.dimension() != parameters.dimension()) {
            throw new InvalidContentException("a vector has %d dimensions, but %d were requested"
                    .formatted(embedding.dimension(), parameters.dimension()));
        }

        return embedding;
    }

    private static byte[] readBase64(final JsonParser parser) throws IOException, InvalidContentException {
        try {
            return Base64.getDecoder().decode(parser.getText());
        } catch (final IllegalArgumentException e) {
            throw new InvalidContentException("a vector is a string, but not valid Base64: " + e.getMessage());
        }
    }

    private static byte[] readNumbers(final JsonParser parser, final EmbeddingDataType dataType)
            throws IOException, InvalidContentException {
        ByteBuffer buffer = newBuffer(FIRST_BYTES);
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
                throw new InvalidContentException("a vector contains a value that is not a number");
            }
            if (buffer.remaining() < Float.BYTES) {
                if (buffer.capacity() >= MAXIMUM_BYTES) {
                    throw new InvalidContentException("a vector has more than %d bytes".formatted(MAXIMUM_BYTES));
                }
                buffer = newBuffer(buffer.capacity() * 2).put(buffer.flip());
            }
            if (dataType == EmbeddingDataType.FLOAT) {
                buffer.putFloat(parser.getFloatValue());
            } else {
                buffer.put(readByte(parser, dataType));
            }
        }

        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    // quantized numbers may be written as 12 or 12.0
    private static byte readByte(final JsonParser parser, final EmbeddingDataType dataType)
            throws IOException, InvalidContentException {
        final double number = parser.getDoubleValue();
        final boolean unsigned = dataType == EmbeddingDataType.UINT8 || dataType == EmbeddingDataType.UBINARY;
        final int lowest = unsigned ? 0 : Byte.MIN_VALUE;
        final int highest = unsigned ? 0xFF : Byte.MAX_VALUE;
        if (number < lowest || number > highest || number != Math.rint(number)) {
            throw new InvalidContentException(
                    "a vector contains %s, which is not a valid %s".formatted(parser.getText(), dataType.getValue()));
        }

        return (byte) (int) number;
    }

    private static void requireFinite(final byte[] packed) throws InvalidContentException {
        final ByteBuffer floats = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.remaining() >= Float.BYTES) {
            if (!Float.isFinite(floats.getFloat())) {
                throw new InvalidContentException("a vector contains a number that is not finite");
            }
        }
    }

    private static ByteBuffer newBuffer(final int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
