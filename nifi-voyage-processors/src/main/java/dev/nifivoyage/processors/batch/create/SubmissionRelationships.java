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
 * Where the FlowFiles of a processor that makes jobs go.
 */
public final class SubmissionRelationships {

    public static final Relationship SUBMITTED = new Relationship.Builder()
            .name("submitted")
            .description(
                    "The FlowFile with the id of its job in its attributes, to be sent to PollBatchStatus. A FlowFile that needs several jobs leaves as several FlowFiles, each with its records.")
            .build();

    public static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The incoming FlowFile, when it is cut into several, before their jobs are made")
            .autoTerminateDefault(true)
            .build();

    public static final Relationship NO_TEXT = new Relationship.Builder()
            .name("no text")
            .description("The FlowFile has no record with a usable text, so that no job was made")
            .build();

    public static final Relationship OVER_BUDGET = new Relationship.Builder()
            .name("over budget")
            .description(
                    "The jobs of the FlowFile would cost more than Maximum Cost, so that none was made and nothing was uploaded")
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "The job could not be made, but the same may succeed later: Voyage was not reached, is overloaded, or its limit of jobs or tokens in flight is reached. "
                            + "To be led back to this processor.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "The job could not be made, and trying again will not help: the content cannot be read, Voyage refuses the request or the API key, "
                            + "Maximum Submissions is reached, or Maximum Cost is no amount for this FlowFile")
            .build();

    private SubmissionRelationships() {}
}
