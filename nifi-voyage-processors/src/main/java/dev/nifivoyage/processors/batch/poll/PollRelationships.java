/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import org.apache.nifi.processor.Relationship;

/**
 * Relationships of PollBatchStatus.
 */
public final class PollRelationships {

    public static final Relationship COMPLETED = new Relationship.Builder()
            .name("completed")
            .description(
                    "FlowFiles whose batch job has completed, or has ended early with results. Route to DownloadBatchResults.")
            .build();

    public static final Relationship RUNNING = new Relationship.Builder()
            .name("running")
            .description(
                    "FlowFiles whose batch job has not ended. Route back to this processor, which leaves them in the queue until their batch job changes.")
            .build();

    public static final Relationship JOB_FAILED = new Relationship.Builder()
            .name("job failed")
            .description(
                    "FlowFiles whose batch job has ended without results: its input was rejected, or it was cancelled or expired before any request was processed")
            .build();

    public static final Relationship TIMED_OUT = new Relationship.Builder()
            .name("timed out")
            .description(
                    "FlowFiles whose batch job has not ended within Maximum Waiting Time. The batch job continues at Voyage. Route to CancelBatch, or back to this processor.")
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description("FlowFiles whose batch job could not be retrieved for now. Route back to this processor.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles whose batch job cannot be retrieved: it has been unknown to this API key for five minutes, the API key is rejected, or Batch ID is empty")
            .build();

    public static final Relationship PROGRESS = new Relationship.Builder()
            .name("progress")
            .description("A small JSON FlowFile for each change of the status or the counts of a batch job")
            .autoTerminateDefault(true)
            .build();

    private PollRelationships() {}
}
