/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.util.Locale;

/**
 * The status of a job, as text because Voyage may add values. Source: table of statuses in Voyage's Batch Inference
 * guide; {@code expired} and {@code partially_completed} occur in its samples only.
 *
 * @param value lower-case status of the server, never null
 */
public record BatchStatus(String value) {

    public BatchStatus {
        value = value == null ? "" : value.trim().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the phase. An unknown status counts as running, so that a new status does not end a job.
     */
    public BatchPhase phase() {
        return switch (value) {
            case "completed", "partially_completed" -> BatchPhase.COMPLETED;
            case "failed", "cancelled", "canceled", "expired" -> BatchPhase.ENDED_EARLY;
            default -> BatchPhase.RUNNING;
        };
    }

    /**
     * Returns true if this version supports the status.
     */
    public boolean isKnown() {
        return switch (value) {
            case "validating", "in_progress", "finalizing", "cancelling", "canceling" -> true;
            default -> phase() != BatchPhase.RUNNING;
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
