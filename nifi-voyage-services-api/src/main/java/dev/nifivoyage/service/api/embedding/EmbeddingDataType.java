/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import org.apache.nifi.components.DescribedValue;

/**
 * Data type of the numbers of a vector. Source: Voyage's page on flexible dimensions and quantization.
 */
public enum EmbeddingDataType implements DescribedValue {
    FLOAT("float", "32-bit floating point numbers: 4 bytes per dimension"),
    INT8("int8", "Integers from -128 to 127: 1 byte per dimension"),
    UINT8("uint8", "Integers from 0 to 255: 1 byte per dimension"),
    BINARY(
            "binary",
            "One bit per dimension, eight of them in an integer from -128 to 127 (offset binary: the byte minus 128)"),
    UBINARY("ubinary", "One bit per dimension, eight of them in an integer from 0 to 255");

    private final String value;
    private final String description;

    EmbeddingDataType(final String value, final String description) {
        this.value = value;
        this.description = description;
    }

    /**
     * Returns the data type of a value.
     *
     * @throws IllegalArgumentException for any other value
     */
    public static EmbeddingDataType ofValue(final String value) {
        for (final EmbeddingDataType dataType : values()) {
            if (dataType.value.equals(value)) {
                return dataType;
            }
        }

        throw new IllegalArgumentException(
                "[%s] is not a data type: expected float, int8, uint8, binary or ubinary".formatted(value));
    }

    /**
     * Returns the number of numbers of a vector in a response: one per dimension, or one per eight dimensions for the
     * packed types.
     */
    public int elements(final int dimension) {
        return switch (this) {
            case BINARY, UBINARY -> dimension / 8;
            case FLOAT, INT8, UINT8 -> dimension;
        };
    }

    /**
     * Returns the dimension of a vector with a number of numbers in a response.
     */
    public int dimension(final int elements) {
        return switch (this) {
            case BINARY, UBINARY -> elements * 8;
            case FLOAT, INT8, UINT8 -> elements;
        };
    }

    /**
     * Returns the bytes of a packed number.
     */
    public int elementBytes() {
        return this == FLOAT ? Float.BYTES : 1;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public String getDisplayName() {
        return value;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
