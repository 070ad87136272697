/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

/**
 * Which models can be compared with each other, and the numbers that set one space apart from another.
 */
final class VectorSpace {

    /** The step of SplitMix64. */
    static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private VectorSpace() {}

    /**
     * Returns the name of the vector space of a model: voyage-4, voyage-4-large, and voyage-4-lite share one (source:
     * Voyage's documentation of the voyage-4 family); any other model has its own.
     */
    static String of(final String model) {
        return switch (model) {
            case "voyage-4-large", "voyage-4-lite", "voyage-4-nano" -> "voyage-4";
            default -> model;
        };
    }

    /**
     * Hashes a text to 64 bits, continued from the hash of the preceding one.
     */
    static long hash(final long before, final String text) {
        long hash = before ^ text.length() * GOLDEN_GAMMA;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0xD6E8FEB86659FD93L;
            hash ^= hash >>> 32;
        }
        return mix(hash);
    }

    /**
     * Applies the finalizer of SplitMix64, which makes neighboring numbers unrelated.
     */
    static long mix(final long number) {
        long mixed = (number ^ number >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /**
     * Rounds a score as in Voyage's samples: to eight significant bits (bfloat16), for example 0.455078125.
     */
    static double score(final double value) {
        final int bits = Float.floatToIntBits((float) Math.clamp(value, 0.0, 1.0));
        return Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000);
    }
}
