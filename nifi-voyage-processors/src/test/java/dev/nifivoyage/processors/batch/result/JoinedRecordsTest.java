/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.output.RoutedRecords;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class JoinedRecordsTest {

    @Test
    void addsUp() {
        assertEquals(Optional.empty(), joined(7, 2, 1).mismatch(null));
        assertEquals(Optional.empty(), joined(7, 2, 1).mismatch(10L));
    }

    @Test
    void showsTheArithmetic() {
        assertEquals(
                "7 embedded + 2 rejected + 0 unprocessed = 9 records, but 10 were read",
                joined(7, 2, 0).mismatch(10L).orElseThrow());
        assertEquals(
                "7 embedded + 2 rejected + 1 unprocessed = 10 records, but the batch job was created for 12: the content of the FlowFile has changed since",
                joined(7, 2, 1).mismatch(12L).orElseThrow());
    }

    private static JoinedRecords joined(final long success, final long rejected, final long unprocessed) {
        return new JoinedRecords(
                new RoutedRecords(List.of(), List.of(), List.of(), success, rejected, unprocessed, null),
                10,
                0,
                0,
                TemporaryFailures.NONE);
    }
}
