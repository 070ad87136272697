/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import org.apache.nifi.processor.Relationship;

import java.util.HashSet;
import java.util.Set;

/**
 * Relationships of MatchGesture. Those that a setting does not use are not there.
 */
public final class MatchRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The records with their match")
            .build();

    public static final Relationship UNKNOWN = new Relationship.Builder()
            .name("unknown")
            .description(
                    "The records that no label is similar enough to, with the best labels all the same; with Unknown Strategy set to Separately")
            .build();

    public static final Relationship TRANSITION = new Relationship.Builder()
            .name("transition")
            .description(
                    "Copies of the records with which a performer went to another label, each with a field named transition that holds from and to; with Track Performers")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "The records that could not be compared, each with a field named error that holds code and message")
            .build();

    public static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The incoming FlowFile, with the counts and the cost in its attributes")
            .autoTerminateDefault(true)
            .build();

    public static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "Voyage was not reached, is overloaded or asks to wait; or the library cannot be used, until it is put right. To be led back to this processor.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "Trying again will not help: the content cannot be read, its vectors are of another model, or Voyage refuses the request or the API key")
            .build();

    private static final Set<Relationship> ALWAYS = Set.of(SUCCESS, REJECTED, ORIGINAL, RETRY, FAILURE);

    private MatchRelationships() {}

    public static Set<Relationship> of(final boolean routesUnknown, final boolean tracks) {
        final Set<Relationship> relationships = new HashSet<>(ALWAYS);
        if (routesUnknown) {
            relationships.add(UNKNOWN);
        }
        if (tracks) {
            relationships.add(TRANSITION);
        }

        return Set.copyOf(relationships);
    }
}
