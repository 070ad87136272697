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

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchTest {

    @Test
    void missingFieldsAreEmpty() {
        final Batch batch = batch(null, null, null);

        assertEquals(BatchPhase.RUNNING, batch.status().phase());
        assertEquals(RequestCounts.NONE, batch.requestCounts());
        assertEquals(Map.of(), batch.metadata());
        assertEquals(Optional.empty(), batch.errorSummary());
        assertFalse(batch.hasOutput());
    }

    @Test
    void output() {
        assertTrue(batch("file-1", null, null).hasOutput());
        assertTrue(batch(null, "file-2", null).hasOutput());
        assertFalse(batch(" ", "", null).hasOutput());
        assertNull(batch(" ", "", null).outputFileId());
    }

    @Test
    void summarizesErrors() {
        final List<BatchError> errors = List.of(
                new BatchError("invalid_json_line", "not JSON", 7L, null),
                new BatchError(null, "too many", null, "input"),
                new BatchError("empty_file", null, null, null),
                new BatchError(null, " ", null, null));

        assertEquals(
                "line 7: invalid_json_line: not JSON; too many; empty_file: no message; no message",
                batch(null, null, errors).errorSummary().orElseThrow());
    }

    @Test
    void errorSummaryNamesFive() {
        final BatchError error = new BatchError(null, "x", null, null);

        assertEquals(
                "x; x; x; x; x",
                batch(null, null, Collections.nCopies(5, error)).errorSummary().orElseThrow());
        assertEquals(
                "x; x; x; x; x; and 3 more",
                batch(null, null, Collections.nCopies(8, error)).errorSummary().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "0, 3, 2, 0",
        "3, 1, 0, 33",
        "3, 2, 1, 100",
        "200, 199, 0, 99",
        "2, 3, 1, 100",
        "100000, 0, 1, 0"
    })
    void countsPercent(final long total, final long completed, final long failed, final int percent) {
        assertEquals(percent, new RequestCounts(total, completed, failed).percent());
    }

    private static Batch batch(final String outputFileId, final String errorFileId, final List<BatchError> errors) {
        return new Batch(
                "batch-1", null, null, null, null, outputFileId, errorFileId, null, null, errors, null, null, null);
    }
}
