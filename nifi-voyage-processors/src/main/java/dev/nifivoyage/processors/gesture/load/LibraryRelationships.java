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
                    "The gestures of which a vector is missing, and records that are no gestures, each with a field named error that holds code and message")
            .build();

    public static final Relationship WAITING = new Relationship.Builder()
            .name("waiting")
            .description(
                    "The batch job has not ended. To be led back to this processor, which leaves the FlowFile in the queue until it is time to ask again.")
            .build();

    public static final Relationship SUBMITTED = new Relationship.Builder()
            .name("submitted")
            .description(
                    "The incoming FlowFile is routed to this relationship with the ID of its batch job in its attributes, for a LoadGestureLibrary with Existing Batch Job")
            .build();

    public static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description(
                    "The incoming FlowFile is routed to this relationship, with the counts and the cost in its attributes")
            .autoTerminateDefault(true)
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "Voyage was not reached, is overloaded or asks to wait, or the cache failed. To be led back to this processor; what is paid already is not paid again.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "Trying again will not help: the content cannot be read, Voyage refuses the request or the API key, "
                            + "or the batch job has no results or is not one of this library")
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
