/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import java.util.List;
import java.util.Optional;

/**
 * Batches that fail validation, expire, remain in a state, or show an undocumented status. Each new batch takes the
 * first remaining fault.
 */
public final class BatchFaults {

    private final Countdown<BatchFault> faults;

    BatchFaults(final List<BatchFault> faults) {
        this.faults = new Countdown<>(faults.stream()
                .map(fault -> Countdown.counted(fault, fault.count()))
                .toList());
    }

    public Optional<BatchFault> take() {
        return faults.take(fault -> true);
    }

    /** The kind of a fault. */
    public enum Kind {
        FAIL_VALIDATION,
        EXPIRE,
        STUCK,
        UNKNOWN_STATUS
    }

    /**
     * @param state the state it is stuck in, or in which the unknown status shows; null for {@code in_progress}
     * @param status the unknown status, null for {@code paused}
     * @param afterFraction share of the requests that run before the batch expires, 0 to 1
     * @param code code of the validation error, null for {@code invalid_json_line}
     * @param message text of the validation error, null for a usual one
     * @param count number of batches, null for one
     */
    public record BatchFault(
            Kind kind, String state, String status, double afterFraction, String code, String message, Integer count)
            implements Fault {
        public BatchFault {
            state = state == null ? "in_progress" : state;
            status = status == null ? "paused" : status;
            code = code == null ? "invalid_json_line" : code;
            message = message == null ? "This line is not parseable as valid JSON." : message;
        }

        public BatchFault code(final String word) {
            return new BatchFault(kind, state, status, afterFraction, word, message, count);
        }

        public BatchFault message(final String text) {
            return new BatchFault(kind, state, status, afterFraction, code, text, count);
        }

        public BatchFault times(final int count) {
            return new BatchFault(kind, state, status, afterFraction, code, message, count);
        }
    }
}
