/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.batch.create.SubmissionRelationships;
import org.apache.nifi.processor.Relationship;

import java.util.HashSet;
import java.util.Set;

/**
 * Relationships of LoadGestureLibrary.
 */
public final class LibraryRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Gestures with all their vectors are routed to this relationship")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "Gestures with a missing vector, and records that are not gestures, are routed to this relationship, "
                            + "each with a field named error that contains code and message")
            .build();

    public static final Relationship WAITING = new Relationship.Builder()
            .name("waiting")
            .description("FlowFiles whose batch job has not ended are routed to this relationship. "
                    + "Route back to this processor, which leaves them in the queue until their next poll.")
            .build();

    public static final Relationship SUBMITTED = new Relationship.Builder()
            .name("submitted")
            .description(
                    "The incoming FlowFile is routed to this relationship with the ID of its batch job in its attributes, for a LoadGestureLibrary with Existing Batch Job")
            .build();

    public static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description(
                    "The incoming FlowFile is routed to this relationship, with the counts and the cost in its attributes, with Delete Remote Files after the deletion")
            .autoTerminateDefault(true)
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "FlowFiles are routed to this relationship if Voyage is unreachable, overloaded, or limits the rate, if the files of the job cannot be deleted yet, or if the cache failed. "
                            + "Route back to this processor; texts that were paid for are not billed again.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles that cannot be processed by retrying are routed to this relationship: the content cannot be read, "
                            + "Voyage rejects the request or the API key, or the batch job has no results or does not belong to this library")
            .build();

    public static final Relationship OVER_BUDGET = SubmissionRelationships.OVER_BUDGET;

    private LibraryRelationships() {}

    /**
     * Returns the relationships that a mode uses.
     */
    public static Set<Relationship> of(final LoadingMode mode) {
        final Set<Relationship> relationships = new HashSet<>(Set.of(SUCCESS, REJECTED, ORIGINAL, RETRY, FAILURE));
        switch (mode) {
            case BATCH_AND_WAIT -> relationships.addAll(Set.of(WAITING, OVER_BUDGET));
            case EXISTING_BATCH_JOB -> relationships.add(WAITING);
            case BATCH_FIRE_AND_FORGET -> relationships.addAll(Set.of(SUBMITTED, OVER_BUDGET));
            default -> {
                // real time needs no others
            }
        }

        return Set.copyOf(relationships);
    }
}
