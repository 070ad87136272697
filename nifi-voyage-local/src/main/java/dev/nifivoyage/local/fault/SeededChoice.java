/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import java.util.SplittableRandom;

/**
 * Chooses a share of the lines of a batch by seed: the same lines in each run, independent of the order of threads.
 */
final class SeededChoice {

    private final long seed;

    SeededChoice(final long seed) {
        this.seed = seed;
    }

    /**
     * Returns a number from 0 (inclusive) to 1 (exclusive) that depends only on the seed, the number of the batch, and
     * the custom_id of the line.
     */
    double draw(final long batchNumber, final String customId) {
        long hash = seed * 0x9E3779B97F4A7C15L + batchNumber;
        for (int i = 0; i < customId.length(); i++) {
            hash = hash * 0x100000001B3L + customId.charAt(i);
        }
        return new SplittableRandom(hash).nextDouble();
    }
}
