/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * NiFi's own Retry on relationships. When a FlowFile goes to a relationship with Retry, NiFi drops all that the session made of it, puts the FlowFile back into its queue as it came,
 * and commits: whatever was paid for, or deleted at Voyage after the commit, is lost.
 */
public final class RelationshipRetry {

    private RelationshipRetry() {}

    /**
     * Refuses to start a processor with Retry on relationships where that does harm; to be called when the processor is scheduled.
     *
     * @param relationships where Retry does harm
     * @param harm what it does, behind "and"
     * @throws ProcessException naming the relationships with Retry and what to do instead
     */
    public static void reject(
            final ProcessContext context, final Collection<Relationship> relationships, final String harm) {
        final String retried = relationships.stream()
                .filter(context::isRelationshipRetried)
                .map(Relationship::getName)
                .sorted()
                .collect(Collectors.joining(", "));
        if (!retried.isEmpty()) {
            throw new ProcessException(
                    ("Retry is set for the relationship [%s]: NiFi would discard the results and process the FlowFile again as it came, and %s. "
                                    + "Clear Retry on the processor's Relationships tab. To try again later, connect retry to the processor itself.")
                            .formatted(retried, harm));
        }
    }
}
