/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPhase;
import org.apache.nifi.components.DescribedValue;

/**
 * Selects jobs by their status.
 */
public enum JobSelection implements DescribedValue {
    ANY("Any", "All batch jobs"),
    NOT_ENDED("Not Ended", "Batch jobs that are validating, in_progress, finalizing, or cancelling"),
    ENDED("Ended", "Batch jobs that are completed, failed, cancelled, or expired"),
    WITH_RESULTS("Ended with Results", "Batch jobs that have ended with any status and have results to download");

    private final String displayName;
    private final String description;

    JobSelection(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    boolean includes(final Batch job) {
        final boolean ended = job.status().phase() != BatchPhase.RUNNING;
        return switch (this) {
            case ANY -> true;
            case NOT_ENDED -> !ended;
            case ENDED -> ended;
            case WITH_RESULTS -> ended && job.hasOutput();
        };
    }

    /**
     * Returns whether a job that is not included now may be included once it has ended.
     */
    boolean mayIncludeLater(final Batch job) {
        final boolean ended = job.status().phase() != BatchPhase.RUNNING;
        return switch (this) {
            case ANY, NOT_ENDED -> false;
            case ENDED -> !ended;
            // the output file of completed requests appears a little later
            case WITH_RESULTS ->
                !ended || !job.hasOutput() && job.requestCounts().completed() > 0;
        };
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
