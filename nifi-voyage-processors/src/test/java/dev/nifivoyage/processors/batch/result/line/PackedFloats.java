/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Floats of a vector, packed one by one.
 */
final class PackedFloats {
    private final ByteBuffer packed;

    PackedFloats(final int count) {
        packed = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    void add(final float number) {
        packed.putFloat(number);
    }

    byte[] bytes() {
        return checked(packed.array());
    }

    /** Returns the bytes; null if they are not at least one finite float. */
    static byte[] checked(final byte[] bytes) {
        if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
            return null;
        }

        final ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.hasRemaining()) {
            if (!Float.isFinite(floats.getFloat())) {
                return null;
            }
        }
        return bytes;
    }
}
