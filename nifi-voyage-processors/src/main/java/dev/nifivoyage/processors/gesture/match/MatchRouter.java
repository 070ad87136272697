/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.RealTimeUsage;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands on what became of a FlowFile, with its counts, cost and errors in attributes.
 */
final class MatchRouter {
    private final ComponentLog logger;
    private final LogThrottle repeatedCause = new LogThrottle(System::nanoTime);

    MatchRouter(final ComponentLog logger) {
        this.logger = logger;
    }

    void deliver(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final MatchedRecords records,
            final RealTimeUsage usage) {
        final Map<String, String> attributes = new HashMap<>(MatchAttributes.of(records.counts()));
        attributes.putAll(attributes(context, flowFile, usage));
        transfer(session, records.matched(), attributes, MatchRelationships.SUCCESS);
        transfer(session, records.unknown(), attributes, MatchRelationships.UNKNOWN);
        transfer(session, records.transitions(), attributes, MatchRelationships.TRANSITION);
        if (records.rejection() != null) {
            logger.warn("{}: {}", flowFile, records.rejection());
        }
        transfer(session, records.failed(), attributes, MatchRelationships.REJECTED);
        transfer(session, List.of(flowFile), attributes, MatchRelationships.ORIGINAL);

        Counter.RECORDS_MATCHED.add(session, records.counts().matched());
        Counter.RECORDS_UNKNOWN.add(session, records.counts().unknown());
        Counter.RECORDS_REJECTED.add(session, records.counts().failed());
        Counter.TRANSITIONS.add(session, records.counts().transitions());
        Counter.CACHE_HITS.add(session, usage.usage().hits());
        usage.reportTry(session, flowFile);
    }

    private static void transfer(
            final ProcessSession session,
            final List<FlowFile> flowFiles,
            final Map<String, String> attributes,
            final Relationship relationship) {
        for (final FlowFile flowFile : flowFiles) {
            final FlowFile cleared = session.removeAttribute(
                    session.removeAllAttributes(flowFile, ErrorAttributes.NAMES), VoyageAttributes.EARLIER_TOKENS);
            session.transfer(session.putAllAttributes(cleared, attributes), relationship);
        }
    }

    void rejected(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            fail(context, session, flowFile, usage, ErrorAttributes.code(rejection), rejection);
            return;
        }

        if (rejection.isRateLimited()) {
            context.yield();
        }
        logger.warn("The records of {} could not be recognised now", flowFile, rejection);
        retry(session, flowFile, usage, ErrorAttributes.of(rejection));
    }

    void withoutLibrary(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final UnusableLibraryException cause) {
        // no other FlowFile fares better
        context.yield();
        if (repeatedCause.isDue(cause.getMessage())) {
            if (cause.isMissing()) {
                logger.warn("{} waits in retry, as others may: {}", flowFile, cause.getMessage());
            } else {
                logger.error("The records of {} cannot be recognised until the library is put right", flowFile, cause);
            }
        }
        retry(session, flowFile, usage, ErrorAttributes.of(ErrorCode.UNUSABLE_LIBRARY, cause.getMessage()));
    }

    private static void retry(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final Map<String, String> error) {
        final Map<String, String> attributes = new HashMap<>(error);
        attributes.put(VoyageAttributes.EARLIER_TOKENS, Long.toString(usage.tokens()));
        session.transfer(session.penalize(session.putAllAttributes(flowFile, attributes)), MatchRelationships.RETRY);
    }

    void fail(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final String code,
            final Exception cause) {
        logger.error("The records of {} could not be recognised", flowFile, cause);
        final Map<String, String> attributes = new HashMap<>(attributes(context, flowFile, usage));
        attributes.putAll(ErrorAttributes.of(code, cause.getMessage()));
        session.transfer(
                session.putAllAttributes(
                        session.removeAttribute(flowFile, VoyageAttributes.EARLIER_TOKENS), attributes),
                MatchRelationships.FAILURE);
    }

    // vectors that came with the records keep what was written of their cost
    private static Map<String, String> attributes(
            final ProcessContext context, final FlowFile flowFile, final RealTimeUsage usage) {
        if (MatchProperties.input(context) == MatchInput.VECTOR && usage.isEmpty()) {
            return Map.of();
        }

        final Map<String, String> attributes = usage.attributes();
        if (flowFile.getAttribute(VoyageAttributes.EMBEDDING_MODEL) == null) {
            attributes.put(
                    VoyageAttributes.EMBEDDING_MODEL,
                    context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue());
        }
        return attributes;
    }
}
