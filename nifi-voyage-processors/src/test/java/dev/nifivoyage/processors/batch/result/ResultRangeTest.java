/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResultRangeTest {
    private final ResultRange range = new ResultRange();

    @Test
    void takesResultsThatFollowEachOther() {
        assertTrue(range.add(7, 1_000, 500));
        assertTrue(range.add(3, 1_700, 300));

        assertEquals(List.of(7, 3), range.indexes());
        assertEquals(1_000, range.position());
        assertEquals(1_000, range.length());
    }

    @Test
    void takesNoResultElsewhere() {
        range.add(1, 1_000, 500);

        assertFalse(range.add(2, 900, 50), "before");
        assertFalse(range.add(2, 1_499, 50), "within");
        assertFalse(range.add(2, 10_000, 50), "far behind");
        assertEquals(List.of(1), range.indexes());
        assertEquals(500, range.length());
    }

    @Test
    void takesALongResultAlone() {
        assertTrue(range.add(1, 0, 2 * ResultRange.MAXIMUM_BYTES));
        assertFalse(range.add(2, 2L * ResultRange.MAXIMUM_BYTES, 1));

        final ResultRange other = new ResultRange();
        assertTrue(other.add(1, 0, 1));
        assertTrue(other.add(2, 1, ResultRange.MAXIMUM_BYTES - 1));
        assertFalse(other.add(3, ResultRange.MAXIMUM_BYTES, 1));
    }
}
