/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import org.apache.nifi.components.DescribedValue;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The format of a vector in a record.
 */
public enum VectorFormat implements DescribedValue {
    NUMBERS("Numbers", "An array of numbers: floats, or integers for the quantized data types"),
    BASE64(
            "Base64",
            "A string: base64 of the little-endian 32-bit floats, or of one byte per number for the quantized data types"),
    BYTES(
            "Bytes",
            "An array of bytes: the little-endian 32-bit floats, or one byte per number; for binary formats such as Avro and Parquet"),
    TEXT(
            "Text",
            "A string such as [0.25,-0.5]: floats in their shortest decimal form, or integers for the quantized data types; "
                    + "the text form of pgvector and of many other databases");

    private static final int CHARACTERS_PER_BYTE = 4;

    private final String displayName;
    private final String description;

    VectorFormat(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * Returns the value of the field.
     */
    Object value(final Embedding embedding) {
        return switch (this) {
            case NUMBERS -> embedding.numbers();
            case BASE64 -> Base64.getEncoder().encodeToString(embedding.toBytes());
            case BYTES -> boxed(embedding.toBytes());
            case TEXT -> text(embedding);
        };
    }

    /**
     * Returns the value of a missing vector among others.
     */
    Object none() {
        return switch (this) {
            case NUMBERS, BYTES -> new Object[0];
            case BASE64 -> "";
            case TEXT -> "[]";
        };
    }

    /**
     * Returns the type of the field.
     */
    DataType fieldType(final EmbeddingDataType dataType) {
        return switch (this) {
            case NUMBERS ->
                RecordFieldType.ARRAY.getArrayDataType(
                        dataType == EmbeddingDataType.FLOAT
                                ? RecordFieldType.FLOAT.getDataType()
                                : RecordFieldType.INT.getDataType());
            case BASE64, TEXT -> RecordFieldType.STRING.getDataType();
            case BYTES -> RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());
        };
    }

    /**
     * Returns the text form of a vector: comma-separated numbers in brackets, without spaces.
     */
    public static String text(final Embedding embedding) {
        final StringBuilder text = new StringBuilder(embedding.packedLength() * CHARACTERS_PER_BYTE);
        final ByteBuffer numbers = embedding.packed();
        while (numbers.hasRemaining()) {
            text.append(text.isEmpty() ? '[' : ',');
            switch (embedding.dataType()) {
                case FLOAT -> text.append(numbers.getFloat());
                case INT8, BINARY -> text.append(numbers.get());
                default -> text.append(Byte.toUnsignedInt(numbers.get()));
            }
        }
        return text.append(']').toString();
    }

    // NiFi's writers expect boxed bytes
    private static Object[] boxed(final byte[] bytes) {
        final Object[] boxed = new Object[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }

        return boxed;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
