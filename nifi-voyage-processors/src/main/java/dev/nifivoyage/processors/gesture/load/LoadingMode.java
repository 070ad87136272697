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
 * The ways to obtain the vectors of a library.
 */
public enum LoadingMode implements DescribedValue {
    REAL_TIME("Real Time", "Embed the texts in real time"),
    BATCH_AND_WAIT(
            "Batch and Wait",
            "Create a discounted batch job, and route the FlowFile to waiting until the job has ended, which may take hours"),
    BATCH_FIRE_AND_FORGET(
            "Batch Fire and Forget",
            "Create a batch job, and route the FlowFile to submitted immediately, with the ID of the job in its attributes"),
    EXISTING_BATCH_JOB(
            "Existing Batch Job",
            "Use the vectors of an existing batch job, and route the FlowFile to waiting while the job runs");

    private final String displayName;
    private final String description;

    LoadingMode(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * Returns whether batch jobs are created.
     */
    public boolean createsJobs() {
        return this == BATCH_AND_WAIT || this == BATCH_FIRE_AND_FORGET;
    }

    /**
     * Returns whether FlowFiles wait for a job, in the relationship waiting.
     */
    public boolean waitsForJob() {
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
