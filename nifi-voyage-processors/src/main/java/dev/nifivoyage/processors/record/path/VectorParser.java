/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Parses a vector of floats in any {@link VectorFormat}: an array of numbers or of their texts, a base64 string, an
 * array of bytes, or a {@link VectorText}.
 */
public final class VectorParser {

    private VectorParser() {}

    /**
     * Parses a value in a record; returns empty if it is not a vector of floats.
     */
    public static Optional<float[]> of(final Object value) {
        return switch (value) {
            case null -> Optional.empty();
            case final float[] floats when floats.length > 0 -> Optional.of(floats.clone());
            case final byte[] bytes -> ofPacked(bytes);
            case final Object[] array -> ofArray(array);
            case final Collection<?> collection -> ofArray(collection.toArray());
            case final CharSequence text -> ofText(text.toString().strip());
            default -> Optional.empty();
        };
    }

    /**
     * Splits a value with several vectors: an array, or one text, as in a CSV file.
     */
    public static List<?> several(final Object value) {
        return switch (value) {
            case final Object[] array -> Arrays.asList(array);
            case final Collection<?> collection -> Arrays.asList(collection.toArray());
            case final CharSequence text -> VectorText.vectors(text.toString().strip());
            case null, default -> List.of();
        };
    }

    private static Optional<float[]> ofArray(final Object[] array) {
        if (array.length == 0) {
            return Optional.empty();
        }
        if (array[0] instanceof Byte) {
            return ofBytes(array);
        }

        final float[] floats = new float[array.length];
        for (int i = 0; i < array.length; i++) {
            final Float number = number(array[i]);
            if (number == null) {
                return Optional.empty();
            }
            floats[i] = number;
        }

        return Optional.of(floats);
    }

    private static Float number(final Object value) {
        return switch (value) {
            case final Number number -> number.floatValue();
            case final CharSequence text -> VectorText.number(text.toString());
            case null, default -> null;
        };
    }

    private static Optional<float[]> ofText(final String text) {
        return VectorText.isList(text) ? VectorText.read(text) : ofBase64(text);
    }

    private static Optional<float[]> ofBytes(final Object[] array) {
        final byte[] bytes = new byte[array.length];
        for (int i = 0; i < array.length; i++) {
            if (!(array[i] instanceof final Byte number)) {
                return Optional.empty();
            }
            bytes[i] = number;
        }

        return ofPacked(bytes);
    }

    private static Optional<float[]> ofBase64(final String base64) {
        try {
            return ofPacked(Base64.getDecoder().decode(base64));
        } catch (final IllegalArgumentException e) {
            // an ordinary text
            return Optional.empty();
        }
    }

    /**
     * Parses little-endian 32-bit floats; returns empty for any other number of bytes.
     */
    public static Optional<float[]> ofPacked(final byte[] packed) {
        if (packed.length == 0 || packed.length % Float.BYTES != 0) {
            return Optional.empty();
        }

        final float[] floats = new float[packed.length / Float.BYTES];
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return Optional.of(floats);
    }
}
