/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchStatusTest {

    @ParameterizedTest
    @CsvSource({
        "validating, RUNNING",
        "in_progress, RUNNING",
        "finalizing, RUNNING",
        "cancelling, RUNNING",
        "canceling, RUNNING",
        "completed, COMPLETED",
        "partially_completed, COMPLETED",
        "failed, ENDED_EARLY",
        "cancelled, ENDED_EARLY",
        "canceled, ENDED_EARLY",
        "expired, ENDED_EARLY",
        "' Completed ', COMPLETED",
        "IN_PROGRESS, RUNNING"
    })
    void knownStatus(final String value, final BatchPhase phase) {
        final BatchStatus status = new BatchStatus(value);

        assertEquals(phase, status.phase());
        assertTrue(status.isKnown());
    }

    @Test
    void unknownStatusIsRunning() {
        final BatchStatus status = new BatchStatus("Paused");

        assertEquals(BatchPhase.RUNNING, status.phase());
        assertFalse(status.isKnown());
        assertEquals("paused", status.toString());
    }

    @Test
    void missingStatus() {
        final BatchStatus status = new BatchStatus(null);

        assertEquals(BatchPhase.RUNNING, status.phase());
        assertFalse(status.isKnown());
        assertEquals("", status.value());
    }
}
