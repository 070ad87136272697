/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VectorEncodingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final float[] BITS_01001101 = {-0.1f, 0.2f, -0.3f, 0f, 0.1f, 0.4f, -0.2f, 0.5f};

    @Test
    void packsBitsMostSignificantFirst() {
        assertArrayEquals(new byte[] {77}, VectorEncoding.pack(BITS_01001101, VectorDtype.UBINARY));
        assertArrayEquals(new byte[] {-51}, VectorEncoding.pack(BITS_01001101, VectorDtype.BINARY));
        assertEquals("[77]", array(BITS_01001101, VectorDtype.UBINARY));
        assertEquals("[-51]", array(BITS_01001101, VectorDtype.BINARY));
        assertEquals(
                "[-128,127]",
                array(new float[] {-1, -1, -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1, 1}, VectorDtype.BINARY));
    }

    @Test
    void rejectsBitsThatDoNotFillBytes() {
        final IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class, () -> VectorEncoding.pack(new float[12], VectorDtype.BINARY));
        assertTrue(thrown.getMessage().contains("12"));
    }

    @Test
    void scalesIntegersByTheDimensionAndCutsOff() {
        final float[] vector = {0, 0.5f, -0.5f, 0.125f};
        assertEquals("[0,16,-16,4]", array(vector, VectorDtype.INT8));
        assertEquals("[128,144,112,132]", array(vector, VectorDtype.UINT8));
        final float[] oneSided = new float[1024];
        oneSided[0] = 1;
        oneSided[1] = -1;
        assertTrue(array(oneSided, VectorDtype.INT8).startsWith("[127,-128,0,"));
        assertTrue(array(oneSided, VectorDtype.UINT8).startsWith("[255,0,128,"));
    }

    @Test
    void packsFloatsLittleEndian() {
        assertArrayEquals(
                new byte[] {0, 0, (byte) 0x80, 0x3F}, VectorEncoding.pack(new float[] {1}, VectorDtype.FLOAT));
        final ByteSink sink = new ByteSink(0);
        new VectorEncoding(NumberFormat.FLOAT).writeBase64(new float[] {1}, VectorDtype.FLOAT, sink);
        assertEquals("\"AACAPw==\"", sink.toString());
    }

    @Test
    void printsEachFormat() {
        final float[] vector = {-0.016709786f, 0.019828536f, 1.2e-5f, -1e-12f, 0, 1, -1, 0.5f, 0.0001f};
        assertEquals(
                "[-0.01670979,0.01982854,0.00001200,0.00000000,0.00000000,1.00000000,-1.00000000,0.50000000,0.00010000]",
                array(vector, NumberFormat.SHORT8));
        assertEquals(
                "[-0.016709786,0.019828536,1.2e-05,-1e-12,0.0,1.0,-1.0,0.5,0.0001]", array(vector, NumberFormat.FLOAT));
        // printed by Python 3: json.dumps of the floats as doubles
        assertEquals(
                "[-0.016709785908460617,0.019828535616397858,1.2000000424450263e-05,-9.999999960041972e-13,0.0,1.0,-1.0,0.5,9.999999747378752e-05]",
                array(vector, NumberFormat.DOUBLE));
    }

    /** Values beyond those of unit vectors, which eight decimals cannot print either. */
    @ParameterizedTest
    @EnumSource(NumberFormat.class)
    void printsLargeFloats(final NumberFormat format) throws IOException {
        final float[] large = {
            Float.MAX_VALUE, -Float.MAX_VALUE, 1.5f, -123.456f, Math.nextUp(1f), 1e7f, -12345678f, 1e15f, 1e16f, 1e17f
        };
        assertSameFloats(large, array(large, format));
    }

    @ParameterizedTest
    @CsvSource({
        "1e7, 10000000.0",
        "12345678, 12345678.0",
        "9.9e15, 9900000000000000.0",
        "1e16, 1e+16",
        "-1.5e300, -1.5e+300",
        "1234567890.125, 1234567890.125",
        "0.001, 0.001",
        "0.00099, 0.00099",
        "-0.000123, -0.000123",
        "0.0001, 0.0001",
        "0.00005, 5e-05",
        "-2.5e-308, -2.5e-308"
    })
    void laysNumbersOutAsPythonDoes(final double value, final String expected) {
        final byte[] bytes = new byte[ShortestDecimal.LONGEST];
        assertEquals(expected, new String(bytes, 0, ShortestDecimal.print(value, bytes, 0), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(NumberFormat.class)
    void rejectsWhatJsonCannotSay(final NumberFormat format) {
        for (final float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> array(new float[] {value}, format));
        }
    }

    @Test
    void eightDecimalsAreTheRoundedFloats() throws IOException {
        final Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            final float[] vector = new float[1000];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (random.nextGaussian() * Math.pow(10, -random.nextInt(9)) / 4);
            }
            assertSameFloats(FixedPoint.rounded(vector), array(vector, NumberFormat.SHORT8));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = NumberFormat.class,
            names = {"FLOAT", "DOUBLE"})
    void anyFloatReadsBackTheSame(final NumberFormat format) throws IOException {
        final Random random = new Random(8);
        final float[] vector = new float[200_000];
        for (int i = 0; i < vector.length; i++) {
            final float value = Float.intBitsToFloat(random.nextInt());
            vector[i] = Float.isFinite(value) ? value : i;
        }
        assertSameFloats(vector, array(vector, format));
    }

    /** Vectors that have eight decimals are the same ones in all formats. */
    @ParameterizedTest
    @EnumSource(NumberFormat.class)
    void allFormatsReadBackAsTheSameVector(final NumberFormat format) throws IOException {
        final float[] vector = FixedPoint.rounded(new SyntheticVectorModel().embed("voyage-4", "", "text", 2048));
        assertSameFloats(vector, array(vector, format));
    }

    @ParameterizedTest
    @MethodSource("formatsAndTypes")
    void arrayAndBase64HoldTheSameValues(final NumberFormat format, final VectorDtype dtype) throws IOException {
        final float[] vector = new SyntheticVectorModel().embed("voyage-4", "", "text", 512);
        final ByteSink sink = new ByteSink(16);
        new VectorEncoding(format).writeBase64(vector, dtype, sink);
        final ByteBuffer packed = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(JSON.readTree(sink.toString()).asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (final JsonNode number : JSON.readTree(array(vector, dtype, format))) {
            switch (dtype) {
                case FLOAT -> assertEquals(packed.getFloat(), Float.parseFloat(number.asText()));
                case INT8, BINARY -> assertEquals(packed.get(), number.intValue());
                default -> assertEquals(Byte.toUnsignedInt(packed.get()), number.intValue());
            }
        }
        assertFalse(packed.hasRemaining());
    }

    @Test
    void aSinkIsReused() throws IOException {
        final ByteSink sink = new ByteSink(0);
        sink.write("{\"é\":");
        sink.write('}');
        assertEquals("{\"é\":}", sink.toString());
        assertEquals(7, sink.size());
        sink.clear();
        sink.write(new byte[] {1, 2, 3}, 1, 2);
        final ByteArrayOutputStream target = new ByteArrayOutputStream();
        sink.writeTo(target);
        assertArrayEquals(new byte[] {2, 3}, target.toByteArray());
        assertArrayEquals(new byte[] {2, 3}, sink.toByteArray());
    }

    @Test
    void knowsTheNamesOfTheTypes() {
        assertEquals(Optional.of(VectorDtype.UBINARY), VectorDtype.ofWireName("ubinary"));
        assertEquals(Optional.empty(), VectorDtype.ofWireName("FLOAT"));
        assertEquals("int8", VectorDtype.INT8.wireName());
    }

    private static Stream<Arguments> formatsAndTypes() {
        return Arrays.stream(NumberFormat.values())
                .flatMap(format -> Arrays.stream(VectorDtype.values()).map(dtype -> Arguments.of(format, dtype)));
    }

    private static String array(final float[] vector, final NumberFormat format) {
        return array(vector, VectorDtype.FLOAT, format);
    }

    private static String array(final float[] vector, final VectorDtype dtype) {
        return array(vector, dtype, NumberFormat.FLOAT);
    }

    private static String array(final float[] vector, final VectorDtype dtype, final NumberFormat format) {
        final ByteSink sink = new ByteSink(0);
        new VectorEncoding(format).writeArray(vector, dtype, sink);
        return sink.toString();
    }

    /** Split by hand, so that the decimal text itself is read, not a parser's double. */
    private static void assertSameFloats(final float[] expected, final String array) throws IOException {
        assertEquals(expected.length, JSON.readTree(array).size());
        final String[] numbers = array.substring(1, array.length() - 1).split(",");
        for (int i = 0; i < expected.length; i++) {
            assertEquals(
                    Float.floatToRawIntBits(expected[i]),
                    Float.floatToRawIntBits(Float.parseFloat(numbers[i])),
                    numbers[i]);
        }
    }
}
