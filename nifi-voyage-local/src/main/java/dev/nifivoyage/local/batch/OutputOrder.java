/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import java.util.SplittableRandom;

/**
 * The order in which requests are processed and written: any except for that of the input file. Source: Voyage's batch
 * guide, "the order of the output is not guaranteed".
 */
final class OutputOrder {

    private OutputOrder() {}

    static int[] shuffled(final int size, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            final int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
