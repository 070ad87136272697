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
import dev.nifivoyage.processors.realtime.RealTimeUsage;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Routes FlowFiles and their matched records, with counts, cost, and errors in attributes.
 */
final class MatchRouter {
    private final MatchOptions options;
    private final ComponentLog logger;
    private final LogThrottle throttle = new LogThrottle(System::nanoTime);

    MatchRouter(final MatchOptions options, final ComponentLog logger) {
        this.options = options;
        this.logger = logger;
    }

    void succeed(
            final ProcessSession session,
            final FlowFile flowFile,
            final MatchedRecords records,
            final RealTimeUsage usage) {
        final Map<String, String> attributes = new HashMap<>(MatchAttributes.of(records.counts()));
        attributes.putAll(attributes(flowFile, usage));
        transfer(session, records.matched(), attributes, MatchRelationships.SUCCESS);
        transfer(session, records.unknown(), attributes, MatchRelationships.UNKNOWN);
        transfer(session, records.transitions(), attributes, MatchRelationships.TRANSITION);
        if (records.rejection() != null) {
            logger.warn("{}: {}", flowFile, records.rejection());
        }
        transfer(session, records.rejected(), attributes, MatchRelationships.REJECTED);
        transfer(session, List.of(flowFile), attributes, MatchRelationships.ORIGINAL);

        Counter.RECORDS_MATCHED.add(session, records.counts().matched());
        Counter.RECORDS_UNKNOWN.add(session, records.counts().unknown());
        Counter.RECORDS_REJECTED.add(session, records.counts().rejected());
        Counter.TRANSITIONS.add(session, records.counts().transitions());
        Counter.CACHE_HITS.add(session, usage.usage().hits());
        usage.reportAttempt(session, flowFile);
    }

    private static void transfer(
            final ProcessSession session,
            final List<FlowFile> flowFiles,
            final Map<String, String> attributes,
            final Relationship relationship) {
        for (final FlowFile flowFile : flowFiles) {
            final FlowFile cleared = RealTimeUsage.clear(session, ErrorAttributes.clear(session, flowFile));
            session.transfer(session.putAllAttributes(cleared, attributes), relationship);
        }
    }

    /**
     * Routes a FlowFile to retry or failure.
     *
     * @return whether Voyage accepts other requests
     */
    boolean reject(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            fail(session, flowFile, usage, ErrorAttributes.code(rejection), rejection);
            return true;
        }

        logger.warn("Failed to match the records of {}; it can be retried", flowFile, rejection);
        retry(session, flowFile, usage, ErrorAttributes.of(rejection));
        return !rejection.isRateLimited();
    }

    /**
     * Routes a FlowFile to retry until the library can be used.
     */
    void waitForLibrary(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final UnusableLibraryException cause) {
        if (throttle.isDue(cause.getMessage())) {
            if (cause.isMissing()) {
                logger.warn("Routed {} to retry: {}", flowFile, cause.getMessage());
            } else {
                logger.error(
                        "Routed {} to retry; its records cannot be matched until the library is corrected",
                        flowFile,
                        cause);
            }
        }
        retry(session, flowFile, usage, ErrorAttributes.of(ErrorCode.UNUSABLE_LIBRARY, cause.getMessage()));
    }

    private static void retry(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final Map<String, String> error) {
        final FlowFile retried = usage.carryOver(session, session.putAllAttributes(flowFile, error));
        session.transfer(session.penalize(retried), MatchRelationships.RETRY);
    }

    void fail(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final String code,
            final Exception cause) {
        logger.error("Failed to match the records of {}", flowFile, cause);
        final Map<String, String> attributes = new HashMap<>(attributes(flowFile, usage));
        attributes.putAll(ErrorAttributes.of(code, cause.getMessage()));
        session.transfer(
                session.putAllAttributes(RealTimeUsage.clear(session, flowFile), attributes),
                MatchRelationships.FAILURE);
    }

    // vectors that were embedded earlier keep the attributes of their cost
    private Map<String, String> attributes(final FlowFile flowFile, final RealTimeUsage usage) {
        if (options.comparesVectors() && usage.isEmpty()) {
            return Map.of();
        }

        final Map<String, String> attributes = usage.attributes();
        if (flowFile.getAttribute(VoyageAttributes.EMBEDDING_MODEL) == null) {
            attributes.put(
                    VoyageAttributes.EMBEDDING_MODEL,
                    options.embedding().parameters().model());
        }
        return attributes;
    }
}
