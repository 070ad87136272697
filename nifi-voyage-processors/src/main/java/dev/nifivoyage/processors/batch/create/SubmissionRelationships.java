/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import org.apache.nifi.processor.Relationship;

/**
 * Relationships of the processors that create jobs from records.
 */
public final class SubmissionRelationships {

    public static final Relationship SUBMITTED = new Relationship.Builder()
            .name("submitted")
            .description(
                    "FlowFiles with the ID of their batch job in their attributes. Route to PollBatchStatus. "
                            + "A FlowFile that needs several batch jobs is split into several FlowFiles, each with its records.")
            .build();

    public static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("Incoming FlowFiles that were split, before the batch jobs of their parts are created")
            .autoTerminateDefault(true)
            .build();

    public static final Relationship NO_TEXT = new Relationship.Builder()
            .name("no text")
            .description("FlowFiles without a single usable text, for which no batch job was created")
            .build();

    public static final Relationship OVER_BUDGET = new Relationship.Builder()
            .name("over budget")
            .description("FlowFiles whose batch jobs would cost more than Maximum Cost. Nothing was uploaded.")
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "FlowFiles whose batch job could not be created for now: Voyage is unreachable or overloaded, or its limit of batch jobs or tokens in flight is reached. "
                            + "Route back to this processor.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles whose batch job cannot be created: the content cannot be read, Voyage rejects the request or the API key, "
                            + "Maximum Submissions is reached, or Maximum Cost is not an amount for this FlowFile")
            .build();

    private SubmissionRelationships() {}
}
