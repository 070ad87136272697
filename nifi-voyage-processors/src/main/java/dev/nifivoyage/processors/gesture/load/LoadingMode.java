/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import org.apache.nifi.components.DescribedValue;

/**
 * How the vectors of a library come.
 */
public enum LoadingMode implements DescribedValue {
    REAL_TIME("Real Time", "The texts are embedded at once"),
    BATCH_AND_WAIT(
            "Batch and Wait",
            "A batch job is made, at the Batch API's discount, and the FlowFile waits in the queue until it has ended, which may take hours"),
    BATCH_FIRE_AND_FORGET(
            "Batch Fire and Forget",
            "A batch job is made, and the FlowFile leaves with the job's id in its attributes"),
    EXISTING_BATCH_JOB(
            "Existing Batch Job",
            "The vectors are those of a batch job that was made before; while it runs, the FlowFile waits in the queue");

    private final String displayName;
    private final String description;

    LoadingMode(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * Whether batch jobs are made.
     */
    public boolean makesJobs() {
        return this == BATCH_AND_WAIT || this == BATCH_FIRE_AND_FORGET;
    }

    /**
     * Whether FlowFiles wait in the queue for a job.
     */
    public boolean waits() {
        return this == BATCH_AND_WAIT || this == EXISTING_BATCH_JOB;
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
