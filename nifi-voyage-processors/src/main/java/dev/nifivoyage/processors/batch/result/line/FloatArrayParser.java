/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Parses an array of decimal numbers into packed floats, little-endian. These arrays are nearly all of a result file.
 * Numbers without a float are left to the JSON parser.
 */
final class FloatArrayParser extends NumberArrayParser {
    private static final VarHandle LITTLE_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final JsonNumber number = new JsonNumber();

    @Override
    int readNumber(final byte[] bytes, final int start, final int limit) {
        final float value = number.parse(bytes, start, limit);
        if (!Float.isFinite(value)) {
            return NONE;
        }

        final int position = reserve(Float.BYTES);
        LITTLE_ENDIAN_INT.set(packed(), position, Float.floatToRawIntBits(value));
        return number.end();
    }
}
