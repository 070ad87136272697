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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Vectors are read in every form in which they are written.
 */
class VectorParserTest {
    private static final float[] NUMBERS = {0.25f, -1, 3.5e-9f};

    @ParameterizedTest
    @EnumSource(VectorFormat.class)
    void readsWhatIsWritten(final VectorFormat format) {
        final ByteBuffer packed =
                ByteBuffer.allocate(NUMBERS.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        packed.asFloatBuffer().put(NUMBERS);
        final Object value = format.value(Embedding.ofPacked(EmbeddingDataType.FLOAT, packed.array()));

        assertArrayEquals(NUMBERS, VectorParser.of(value).orElseThrow());
    }

    @Test
    void readsNumbersOfAnyType() {
        assertArrayEquals(
                new float[] {1, 2.5f}, VectorParser.of(new Object[] {1, 2.5}).orElseThrow());
        assertArrayEquals(
                new float[] {1, 2.5f}, VectorParser.of(List.of(1L, 2.5f)).orElseThrow());
        assertArrayEquals(NUMBERS, VectorParser.of(NUMBERS).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(VectorFormat.class)
    void anyVectorIsReadBitForBit(final VectorFormat format) {
        final Random random = new Random(format.ordinal());
        for (int i = 0; i < 500; i++) {
            final float[] numbers = new float[1 + random.nextInt(40)];
            for (int j = 0; j < numbers.length; j++) {
                final float any = Float.intBitsToFloat(random.nextInt());
                numbers[j] = Float.isFinite(any) && random.nextBoolean() ? any : (float) random.nextGaussian() / 30;
            }
            final ByteBuffer packed =
                    ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            packed.asFloatBuffer().put(numbers);

            final Object value = format.value(Embedding.ofPacked(EmbeddingDataType.FLOAT, packed.array()));
            assertArrayEquals(numbers, VectorParser.of(value).orElseThrow(), () -> String.valueOf(value));
        }
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDataType.class)
    void theTextOfAVectorHasTheNumbersOfItsDataType(final EmbeddingDataType dataType) {
        final Embedding embedding = Embedding.ofPacked(dataType, new byte[] {0, 0, 0, (byte) 0xBF, -128, -1, 127, 63});
        final String text = (String) VectorFormat.TEXT.value(embedding);

        assertEquals(
                switch (dataType) {
                    case FLOAT -> "[-0.5,0.9999924]";
                    case INT8, BINARY -> "[0,0,0,-65,-128,-1,127,63]";
                    case UINT8, UBINARY -> "[0,0,0,191,128,255,127,63]";
                },
                text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0.6,0.8,0]",
                " [ 0.6, 0.8 , 0 ] ",
                "[6e-1,8.0E-01,-0.0]",
                "{0.6,0.8,0}",
                "0.6,0.8,0",
                "[0.6 0.8\n 0. ]",
                "[+.6,.8,0]",
                "[0.6, 0.8, 0.0]"
            })
    void readsListsOfNumbersInATextAsOtherToolsWriteThem(final String text) {
        final float[] numbers = VectorParser.of(text).orElseThrow();

        assertEquals(3, numbers.length);
        assertEquals(0.6f, numbers[0]);
        assertEquals(0.8f, numbers[1]);
        assertEquals(0, numbers[2], 0);
    }

    @Test
    void readsAnArrayOfTexts() {
        assertArrayEquals(
                new float[] {0.6f, 0.8f, 0},
                VectorParser.of(new Object[] {"0.6", " 8e-1", 0}).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[ ]",
                "[0.6,]",
                "[0.6,,0]",
                "[0.6,NaN]",
                "[0.6,null]",
                "[1e39,0]",
                "[0x1p3,1]",
                "[1f,2]",
                "[[0.6],[0.8]]",
                "[0.6,0.8",
                "0.6;0.8",
                "a, b",
                "[\"0.6\"]",
                "1 2 3",
                "{a}"
            })
    void aListWithAnythingButFiniteNumbersIsNoVector(final String text) {
        assertTrue(VectorParser.of(text).isEmpty());
    }

    @Test
    void digitsWithoutBracketsOrCommasAreBase64() {
        assertEquals(3, VectorParser.of("1234567812345678").orElseThrow().length);
    }

    @Test
    void anythingElseIsNoVector() {
        for (final Object value : new Object[] {
            null,
            "a text",
            "",
            "AAAAAAA=",
            5,
            new Object[0],
            new Object[] {1, "two"},
            new Object[] {"0.6", "NaN"},
            new Object[] {1, null},
            new Object[] {(byte) 1, 2},
            new byte[] {1, 2, 3},
            List.of()
        }) {
            assertTrue(VectorParser.of(value).isEmpty(), () -> String.valueOf(value));
        }
    }
}
