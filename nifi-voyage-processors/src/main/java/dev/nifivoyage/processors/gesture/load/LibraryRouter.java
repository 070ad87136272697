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
import dev.nifivoyage.processors.attribute.OutdatedAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Routes libraries, and FlowFiles that could not be loaded.
 */
public final class LibraryRouter {
    static final Set<String> WAITING_ATTRIBUTES = Set.of(
            VoyageAttributes.LIBRARY_JOB,
            VoyageAttributes.NEXT_POLL,
            VoyageAttributes.POLL_INTERVAL,
            VoyageAttributes.UNKNOWN_STATUS);

    /** Counts of earlier processors, attributes that are no longer needed, and attributes of other vectors. */
    private static final Pattern OUTDATED =
            OutdatedAttributes.of("batch", "deletion", "records", "usage", "cost", "cache", "embedding", "library");

    private final EmbeddingParameters parameters;
    private final ComponentLog logger;

    public LibraryRouter(final EmbeddingParameters parameters, final ComponentLog logger) {
        this.parameters = parameters;
        this.logger = logger;
    }

    /**
     * Routes the records of a library, and its FlowFile to original. Fails if there are none.
     *
     * @param more attributes with its cost and job
     */
    void succeed(
            final ProcessSession session,
            final FlowFile flowFile,
            final LoadedLibrary library,
            final Map<String, String> more) {
        records(session, flowFile, library, more).ifPresent(complete -> original(session, complete));
    }

    /**
     * Routes the records of a library. Fails if there are none.
     *
     * @param more attributes with its cost and job
     * @return the FlowFile of the library, which is not routed yet; empty if it has failed
     */
    Optional<FlowFile> records(
            final ProcessSession session,
            final FlowFile flowFile,
            final LoadedLibrary library,
            final Map<String, String> more) {
        if (library.routed().flowFiles().isEmpty()) {
            fail(session, flowFile, ErrorCode.EMPTY_LIBRARY.code(), "The FlowFile has no records");
            return Optional.empty();
        }

        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(parameters));
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
        library.count(session);
        return Optional.of(complete(session, flowFile, attributes));
    }

    /**
     * Routes the FlowFile of a loaded library to original.
     */
    void original(final ProcessSession session, final FlowFile flowFile) {
        final FlowFile cleared = ErrorAttributes.clear(session, flowFile);
        session.transfer(session.removeAllAttributes(cleared, WAITING_ATTRIBUTES), LibraryRelationships.ORIGINAL);
    }

    private static FlowFile complete(
            final ProcessSession session, final FlowFile flowFile, final Map<String, String> attributes) {
        FlowFile cleared = session.removeAllAttributes(flowFile, OUTDATED);
        cleared = ErrorAttributes.clear(session, cleared);
        cleared = session.removeAllAttributes(cleared, WAITING_ATTRIBUTES);
        return session.putAllAttributes(cleared, attributes);
    }

    /**
     * Routes a FlowFile to retry or failure.
     *
     * @return whether Voyage accepts other requests
     */
    boolean reject(final ProcessSession session, final FlowFile flowFile, final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            fail(session, flowFile, ErrorAttributes.code(rejection), rejection);
            return true;
        }

        retry(session, flowFile, ErrorAttributes.code(rejection), rejection);
        return !rejection.isRateLimited();
    }

    /**
     * Routes a FlowFile to retry.
     */
    public void retry(final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        logger.warn(
                flowFile.getAttribute(VoyageAttributes.DELETION_PENDING) == null
                        ? "Failed to load the library {}; it can be retried"
                        : "Failed to delete the files of the batch job of {}; it can be retried",
                flowFile,
                cause);
        session.transfer(
                session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage()))),
                LibraryRelationships.RETRY);
    }

    /**
     * Routes a FlowFile to over budget.
     *
     * @param estimate attributes with the estimated cost
     */
    public void overBudget(
            final ProcessSession session,
            final FlowFile flowFile,
            final Map<String, String> estimate,
            final String message) {
        logger.warn("Created no batch job for the library {}: {}", flowFile, message);
        session.transfer(
                session.putAllAttributes(
                        session.putAllAttributes(flowFile, estimate),
                        ErrorAttributes.of(ErrorCode.OVER_BUDGET, message)),
                LibraryRelationships.OVER_BUDGET);
    }

    /**
     * Routes a FlowFile to failure.
     */
    public void fail(final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
        logger.error("Failed to load the library {}", flowFile, cause);
        transferFailed(session, flowFile, code, cause.getMessage());
    }

    /**
     * Routes a FlowFile to failure. If it keeps the attribute voyage.library.job, it waits for that job again when it
     * is routed back.
     */
    public void fail(final ProcessSession session, final FlowFile flowFile, final String code, final String message) {
        logger.error("Failed to load the library {}: {}", flowFile, message);
        transferFailed(session, flowFile, code, message);
    }

    private static void transferFailed(
            final ProcessSession session, final FlowFile flowFile, final String code, final String message) {
        session.transfer(ErrorAttributes.replace(session, flowFile, code, message), LibraryRelationships.FAILURE);
    }
}
