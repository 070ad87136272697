/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.job;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LongPagesTest {
    private static final int MANY = 100_000;

    @Test
    void returnsWhatWasSetLast() {
        final LongPages longs = new LongPages();
        for (int i = 0; i < MANY; i++) {
            longs.set(i, -i);
            longs.set(i / 2, i);
        }

        for (int i = 0; i < MANY; i++) {
            assertEquals(i < MANY / 2 ? 2 * i + 1 : -i, longs.get(i));
        }
    }
}
