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
 * Relationships of MatchGesture. Relationships that the configuration does not use are omitted.
 */
public final class MatchRelationships {

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Records with their matches are routed to this relationship")
            .build();

    public static final Relationship UNKNOWN = new Relationship.Builder()
            .name("unknown")
            .description(
                    "Records that match no label are routed to this relationship if Unknown Strategy is Separately; their match contains the best labels")
            .build();

    public static final Relationship TRANSITION = new Relationship.Builder()
            .name("transition")
            .description(
                    "Copies of the records that completed a transition of a performer to another label are routed to this "
                            + "relationship if Track Performers is true, each with a field named transition that contains from and to")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "Records that cannot be compared are routed to this relationship, each with a field named error that contains code and message")
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
                    "FlowFiles are routed to this relationship if Voyage is unreachable, overloaded, or limits the rate, "
                            + "or until a library that cannot be used is corrected. Route back to this processor.")
            .build();

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles that cannot be processed by retrying are routed to this relationship: "
                            + "the content cannot be read, its vectors were created by another model, or Voyage rejects the request or the API key")
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
