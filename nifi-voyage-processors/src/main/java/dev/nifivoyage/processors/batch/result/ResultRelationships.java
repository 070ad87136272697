/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import org.apache.nifi.processor.Relationship;

/**
 * Where DownloadBatchResults sends FlowFiles.
 */
public final class ResultRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The records with their vectors or rankings")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "The records that Voyage refused and those without a usable text, each with a field named error that holds code and message")
            .build();

    public static final Relationship UNPROCESSED = new Relationship.Builder()
            .name("unprocessed")
            .description(
                    "The records whose requests never ran, for instance because the job ended early. To be sent to the processor that made the job again.")
            .build();

    public static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The incoming FlowFile, with the counts and the cost of the job in its attributes")
            .autoTerminateDefault(true)
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "The results could not be had, but the same may succeed later. To be led back to this processor.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "The results could not be had or joined, and trying again will not help: a file has expired, the content cannot be read, or the counts do not add up")
            .build();

    private ResultRelationships() {}
}
