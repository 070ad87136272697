/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.embedding.EmbeddingDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Vectors are read in every form in which they are written.
 */
class VectorValueTest {
    private static final float[] NUMBERS = {0.25f, -1, 3.5e-9f};

    @ParameterizedTest
    @EnumSource(VectorFormat.class)
    void readsWhatIsWritten(final VectorFormat format) {
        final ByteBuffer packed = ByteBuffer.allocate(NUMBERS.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        packed.asFloatBuffer().put(NUMBERS);
        final Object value = format.value(Embedding.ofPacked(EmbeddingDataType.FLOAT, packed.array()));

        assertArrayEquals(NUMBERS, VectorValue.of(value).orElseThrow());
    }

    @Test
    void readsNumbersOfAnyType() {
        assertArrayEquals(new float[] {1, 2.5f}, VectorValue.of(new Object[] {1, 2.5}).orElseThrow());
        assertArrayEquals(new float[] {1, 2.5f}, VectorValue.of(List.of(1L, 2.5f)).orElseThrow());
        assertArrayEquals(NUMBERS, VectorValue.of(NUMBERS).orElseThrow());
    }

    @Test
    void anythingElseIsNoVector() {
        for (final Object value : new Object[] {null, "a text", "", "AAAAAAA=", 5, new Object[0], new Object[] {1, "two"}, new Object[] {(byte) 1, 2}, new byte[] {1, 2, 3}, List.of()}) {
            assertTrue(VectorValue.of(value).isEmpty(), () -> String.valueOf(value));
        }
    }
}
