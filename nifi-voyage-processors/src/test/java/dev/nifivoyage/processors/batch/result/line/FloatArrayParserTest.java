/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FloatArrayParserTest {
    private static final int NUMBERS = 400_000;
    private static final String REST = ",\"index\":0}],\"usage\":{\"total_tokens\":7}}}}";

    private final FloatArrayParser vector = new FloatArrayParser();

    @Test
    void givesTheFloatThatJavaGivesForAnyNumber() {
        final Random random = new Random(20261123);
        int read = 0;
        for (int i = 0; i < NUMBERS; i++) {
            final String number = number(random, i);
            // the last number of an array is read in another way
            if (!number.contains("N") && !number.contains("I") && read(number + ',' + number + "]")) {
                read++;
                final float expected = Float.parseFloat(number);
                assertArrayEquals(new float[] {expected, expected}, floats(), number);
            }
        }
        assertTrue(read > NUMBERS / 2, "numbers read: " + read);
    }

    private static String number(final Random random, final int kind) {
        return switch (kind % 8) {
            case 0 -> Float.toString(Float.intBitsToFloat(random.nextInt()));
            case 1 -> Double.toString(random.nextGaussian() * 0.03);
            case 2 -> Float.toString((float) (random.nextGaussian() * 0.03));
            case 3 -> middleBetweenFloats((float) (random.nextGaussian() * 0.03));
            case 4 ->
                new BigDecimal(random.nextGaussian() * 0.03)
                        .round(new MathContext(1 + random.nextInt(30)))
                        .toPlainString();
            case 5 -> besideMiddle((float) (random.nextGaussian() * 0.03), random.nextInt(1, 40), random);
            case 6 ->
                (random.nextBoolean() ? "-0." : "0.")
                        + "0".repeat(random.nextInt(12))
                        + random.nextLong(1L << 1 + random.nextInt(62));
            default ->
                (random.nextBoolean() ? "-" : "") + random.nextInt(100) + "." + random.nextInt(1_000_000) + "e"
                        + (random.nextInt(60) - 30);
        };
    }

    private static String middleBetweenFloats(final float number) {
        final String middle = new BigDecimal(((double) number + (double) Math.nextUp(number)) / 2).toPlainString();
        return middle;
    }

    /** The middle, cut off or moved at any digit. */
    private static String besideMiddle(final float number, final int places, final Random random) {
        final BigDecimal middle = new BigDecimal(middleBetweenFloats(number));
        return middle.setScale(places, RoundingMode.DOWN)
                .add(BigDecimal.valueOf(random.nextInt(3) - 1, places))
                .toPlainString();
    }

    @Test
    void readsWhatStandsBetweenTheBrackets() {
        assertTrue(read("0.5,-1, 2e-3,-0.0,1.5E2] and more"));

        assertArrayEquals(new float[] {0.5f, -1f, 0.002f, -0.0f, 150f}, floats());
        assertEquals("0.5,-1, 2e-3,-0.0,1.5E2".length(), vector.end());
    }

    @Test
    void readsSpacesBeforeNumbers() {
        final String spaced = " 0.12345678, -0.123456789,  0.1, 0.0123456789012345678, 1";
        assertTrue(read(spaced + "]"));

        assertArrayEquals(new float[] {0.12345678f, -0.123456789f, 0.1f, 0.012345679f, 1f}, floats());
    }

    @Test
    void readsMoreNumbersThanEverBefore() {
        final String numbers = "0.25,".repeat(5_000);
        assertTrue(read(numbers + "1]"));
        assertEquals(5_001, floats().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "]",
                "1,]",
                "1",
                "1,2",
                "null]",
                "[1]]",
                "01]",
                "-]",
                "1.]",
                ".5]",
                "1e]",
                "1e+]",
                "+1]",
                "1 ,2]",
                "NaN]",
                "\"1\"]",
                "1e39]",
                "1e9999]",
                "1e-001]",
                "0.12345678x]",
                "0.123456789.1]",
                "0.1234567890123456-]",
                "0.123456781234567812345678x]",
                "0.12345678 ]",
                "0.12x4567,1]",
                "0:1234567,1]",
                "00.1234567,1]",
                "-.1234567,1]",
                "--0.1234567,1]",
                "+0.1234567,1]",
                "0.1234567 ,1]",
                "0.1234567;1]",
                "-0.1234567x,1]",
                "0.1234567:123456789,1]",
                "0.123456789/123456789,1]",
                "0.12345678901234567:9,1]",
                "0.12x45678901234567,1]",
                "-0.1x345678901234567,1]"
            })
    void leavesWhatIsNotPlainToTheParser(final String text) {
        assertFalse(read(text));
    }

    /** With the rest of a line, without which the last numbers of an array are parsed byte by byte. */
    private boolean read(final String text) {
        final byte[] line = (text + REST).getBytes(StandardCharsets.UTF_8);
        final boolean read = vector.read(line, 0, line.length);
        final FloatArrayParser cutOff = new FloatArrayParser();
        final byte[] array = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(read, cutOff.read(array, 0, array.length), text);
        if (read) {
            assertArrayEquals(cutOff.toBytes(), vector.toBytes(), text);
            assertEquals(cutOff.end(), vector.end(), text);
        }
        return read;
    }

    private float[] floats() {
        final byte[] packed = vector.toBytes();
        final float[] floats = new float[packed.length / Float.BYTES];
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
