/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hands a library on, or the FlowFile that could not be made one.
 */
public final class LibraryRouter {
    static final Set<String> WAITING_ATTRIBUTES = Set.of(
            VoyageAttributes.LIBRARY_JOB,
            VoyageAttributes.NEXT_POLL,
            VoyageAttributes.POLL_INTERVAL,
            VoyageAttributes.UNKNOWN_STATUS);

    /** What an earlier processor counted, what is not needed any more, and what does not hold for these vectors. */
    private static final Pattern OUTDATED = Pattern.compile(
            "voyage\\.(batch(?!\\.submission\\.count$)|records|usage|cost|cache|embedding|library)\\..*");

    private final ComponentLog logger;

    public LibraryRouter(final ComponentLog logger) {
        this.logger = logger;
    }

    /**
     * Hands on a library. Without a single record it is none.
     *
     * @param flowFile that brought it
     * @param more what it cost and which job it is of, as attributes
     */
    void deliver(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final LoadedLibrary library,
            final Map<String, String> more) {
        if (library.routed().flowFiles().isEmpty()) {
            fail(session, flowFile, ErrorCode.EMPTY_LIBRARY.code(), "The FlowFile has no records");
            return;
        }

        final Map<String, String> attributes =
                new HashMap<>(EmbeddingAttributes.of(EmbeddingProperties.parameters(context)));
        attributes.putAll(library.attributes());
        attributes.putAll(more);
        library.routed()
                .success()
                .forEach(next -> session.transfer(complete(session, next, attributes), LibraryRelationships.SUCCESS));
        if (library.routed().summary() != null) {
            logger.warn("{}: {}", flowFile, library.routed().summary());
        }
        library.routed()
                .rejected()
                .forEach(next -> session.transfer(complete(session, next, attributes), LibraryRelationships.REJECTED));
        session.transfer(complete(session, flowFile, attributes), LibraryRelationships.ORIGINAL);
        library.count(session);
    }

    private static FlowFile complete(
            final ProcessSession session, final FlowFile flowFile, final Map<String, String> attributes) {
        FlowFile cleared = session.removeAllAttributes(flowFile, OUTDATED);
        cleared = session.removeAllAttributes(cleared, ErrorAttributes.NAMES);
        cleared = session.removeAllAttributes(cleared, WAITING_ATTRIBUTES);
        return session.putAllAttributes(cleared, attributes);
    }

    /**
     * Sends a FlowFile to retry, for a refusal that may not last, or else to failure.
     */
    public void rejected(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            fail(session, flowFile, ErrorAttributes.code(rejection), rejection);
            return;
        }

        if (rejection.isRateLimited()) {
            context.yield();
        }
        retry(session, flowFile, ErrorAttributes.code(rejection), rejection);
    }

    /**
     * Sends a FlowFile to retry.
     */
    public void retry(final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        logger.warn("The library {} could not be loaded now", flowFile, cause);
        session.transfer(
                session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage()))),
                LibraryRelationships.RETRY);
    }

    /**
     * Sends a FlowFile to over budget.
     *
     * @param estimate the estimated cost, as attributes
     */
    public void overBudget(
            final ProcessSession session,
            final FlowFile flowFile,
            final Map<String, String> estimate,
            final String message) {
        logger.warn("No job was made for the library {}: {}", flowFile, message);
        session.transfer(
                session.putAllAttributes(
                        session.putAllAttributes(flowFile, estimate),
                        ErrorAttributes.of(ErrorCode.OVER_BUDGET, message)),
                LibraryRelationships.OVER_BUDGET);
    }

    /**
     * Sends a FlowFile to failure, with the cause in the log.
     */
    public void fail(final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        logger.error("The library {} could not be loaded", flowFile, cause);
        session.transfer(
                session.putAllAttributes(
                        session.removeAllAttributes(flowFile, ErrorAttributes.NAMES),
                        ErrorAttributes.of(code, cause.getMessage())),
                LibraryRelationships.FAILURE);
    }

    /**
     * Sends a FlowFile to failure. While it has the attribute voyage.library.job it waits for that job again when it is led back.
     */
    public void fail(final ProcessSession session, final FlowFile flowFile, final String code, final String message) {
        logger.error("The library {} could not be loaded: {}", flowFile, message);
        session.transfer(
                session.putAllAttributes(
                        session.removeAllAttributes(flowFile, ErrorAttributes.NAMES),
                        ErrorAttributes.of(code, message)),
                LibraryRelationships.FAILURE);
    }
}
