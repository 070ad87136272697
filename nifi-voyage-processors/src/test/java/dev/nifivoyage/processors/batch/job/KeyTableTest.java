/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.job;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;

class KeyTableTest {
    private static final int MANY = 5_000;

    private final KeyTable table = new KeyTable();

    @Test
    void numbersKeysInOrderOfAppearance() {
        assertEquals(0, table.add(key(7, 1)));
        assertEquals(1, table.add(key(9, 1)));
        assertEquals(KeyTable.ABSENT, table.add(key(7, 1)));
        assertEquals(2, table.size());
        assertEquals(0, table.indexOf(key(7, 1)));
        assertEquals(1, table.indexOf(key(9, 1)));
        assertEquals(KeyTable.ABSENT, table.indexOf(key(8, 1)));
    }

    @Test
    void tellsKeysApartThatShareTheirFirstBytes() {
        assertEquals(0, table.add(key(42, 1)));
        assertEquals(1, table.add(key(42, 2)));
        assertEquals(0, table.indexOf(key(42, 1)));
        assertEquals(1, table.indexOf(key(42, 2)));
        assertEquals(KeyTable.ABSENT, table.indexOf(key(42, 3)));
    }

    @Test
    void keepsIndexesWhileItGrows() {
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, table.add(key(i * 31L, i)));
        }
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, table.indexOf(key(i * 31L, i)));
        }
        assertEquals(MANY, table.size());
    }

    private static RequestKey key(final long first, final long last) {
        return RequestKey.ofBytes(ByteBuffer.allocate(RequestKey.BYTES)
                .putLong(first)
                .putLong(0)
                .putLong(0)
                .putLong(last)
                .array());
    }
}
