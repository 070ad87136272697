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
 * Relationships of DownloadBatchResults.
 */
public final class ResultRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Records with their vectors or rankings")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "Records that Voyage rejected or that have no usable text, each with the code and message in a field named error")
            .build();

    public static final Relationship UNPROCESSED = new Relationship.Builder()
            .name("unprocessed")
            .description(
                    "Records whose request did not run, for example because the batch job ended early, or that Voyage failed to process temporarily (HTTP 429 or 5xx). "
                            + "Route back to the processor that created the batch job.")
            .build();

    public static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description(
                    "Incoming FlowFiles with the counts and the cost of the batch job in their attributes, with Delete Remote Files after the deletion")
            .autoTerminateDefault(true)
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "FlowFiles whose results are temporarily unavailable, or whose files cannot be deleted yet. Route back to this processor.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles whose results cannot be downloaded or joined: a file has expired, the content cannot be read, or the counts do not add up")
            .build();

    private ResultRelationships() {}
}
