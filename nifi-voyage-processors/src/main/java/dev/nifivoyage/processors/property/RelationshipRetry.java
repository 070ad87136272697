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
 * Guards against NiFi's Retry setting of relationships. If a FlowFile is routed to a relationship with Retry, NiFi
 * discards the results of the session, returns the FlowFile to its queue unchanged, and commits: results that were
 * billed, or deleted at Voyage after the commit, are lost.
 */
public final class RelationshipRetry {

    private RelationshipRetry() {}

    /**
     * Rejects a configuration with Retry on relationships where it does harm; called when the processor is scheduled.
     *
     * @param relationships relationships where Retry does harm
     * @param harm consequence, as the end of a sentence
     * @throws ProcessException if Retry is set for any of the relationships
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
                    ("Retry is set for relationship [%s]: NiFi would discard the results and process the original FlowFile again, and %s. "
                                    + "Clear Retry on the Relationships tab of the processor. To retry later, connect retry to the processor itself.")
                            .formatted(retried, harm));
        }
    }
}
