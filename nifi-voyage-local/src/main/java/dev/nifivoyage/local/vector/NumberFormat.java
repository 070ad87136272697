/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

/**
 * How floats are printed as JSON numbers. With each format the text reads back as the float that Base64 has.
 */
public enum NumberFormat {
    /** Eight decimals, to which vectors are rounded: cheap to print and to parse. */
    SHORT8 {
        @Override
        public float[] sent(final float[] vector) {
            return FixedPoint.rounded(vector);
        }

        @Override
        int print(final float value, final byte[] bytes, final int start) {
            final int end = FixedPoint.print(value, bytes, start);
            return end > start ? end : ShortestDecimal.print(value, bytes, start);
        }
    },
    /** The shortest decimal that reads back as the float, as in the samples of Voyage's API reference. */
    FLOAT {
        @Override
        int print(final float value, final byte[] bytes, final int start) {
            return ShortestDecimal.print(value, bytes, start);
        }
    },
    /** The shortest decimal that reads back as the float widened to a double, as Python prints lists of floats. */
    DOUBLE {
        @Override
        int print(final float value, final byte[] bytes, final int start) {
            return ShortestDecimal.print((double) value, bytes, start);
        }
    };

    /** Returns a vector as the server sends it with this format. */
    public float[] sent(final float[] vector) {
        return vector;
    }

    /**
     * Prints a value as a JSON number, into an array with room for {@link ShortestDecimal#LONGEST} bytes.
     *
     * @return the position after the last byte
     * @throws IllegalArgumentException if the value is not finite, which JSON cannot say
     */
    abstract int print(float value, byte[] bytes, int start);
}
