/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.util.Locale;
import java.util.Optional;

/**
 * The number types of a vector ({@code output_dtype}).
 */
public enum VectorDtype {
    /** 32-bit floats, little-endian when packed. */
    FLOAT,
    /** One signed byte per dimension. */
    INT8,
    /** One unsigned byte per dimension: the int8 value plus 128. */
    UINT8,
    /**
     * One bit per dimension, eight to a byte, most significant first; each byte is written less 128 (offset binary).
     */
    BINARY,
    /** One bit per dimension, eight to an unsigned byte, most significant first. */
    UBINARY;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /**
     * The name in requests: {@code float}, {@code int8}, {@code uint8}, {@code binary}, {@code ubinary}.
     */
    public String wireName() {
        return wireName;
    }

    /**
     * Returns the type with a name in a request, or empty for any other word.
     */
    public static Optional<VectorDtype> ofWireName(final String name) {
        for (final VectorDtype dtype : values()) {
            if (dtype.wireName.equals(name)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }
}
