/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.logging.LogLevel;
import org.apache.nifi.processor.ProcessSession;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Routes FlowFiles whose results are not available, and decides how long to wait for missing results.
 */
public final class ResultRouter {
    private final ComponentLog logger;
    private final InstantSource clock;

    public ResultRouter(final ComponentLog logger, final InstantSource clock) {
        this.logger = logger;
        this.clock = clock;
    }

    /**
     * Routes a FlowFile to retry.
     */
    public void retry(final ProcessSession session, final Download download, final String code, final Exception cause) {
        retry(session, download, code, cause, LogLevel.WARN);
    }

    /**
     * Routes a FlowFile whose job or file is not found to retry, until the grace period is over.
     *
     * @return false if the error is of another kind or the grace period is over; the FlowFile is then not routed
     */
    public boolean retryNotFound(
            final ProcessSession session,
            final Download download,
            final GracePeriod grace,
            final VoyageException cause) {
        final FlowFile flowFile = download.flowFile();
        final Instant now = clock.instant();
        if (!GracePeriod.isNotFound(cause) || grace.isOver(flowFile, now)) {
            return false;
        }

        retry(
                session,
                download.with(session.putAllAttributes(flowFile, grace.attributes(flowFile, now))),
                ErrorAttributes.code(cause),
                cause,
                grace.logLevel(flowFile));
        return true;
    }

    /**
     * Returns whether an absence is final.
     */
    boolean isFinal(final GracePeriod grace, final FlowFile flowFile) {
        return grace.isOver(flowFile, clock.instant());
    }

    /**
     * Routes a FlowFile whose result files are incomplete to retry.
     */
    void retryIncomplete(
            final ProcessSession session, final Download download, final GracePeriod grace, final String message) {
        final FlowFile flowFile = download.flowFile();
        logger.log(grace.logLevel(flowFile), "{}: {}", flowFile, message);
        final FlowFile waiting = session.putAllAttributes(flowFile, grace.attributes(flowFile, clock.instant()));
        session.transfer(
                session.penalize(
                        session.putAllAttributes(waiting, ErrorAttributes.of(ErrorCode.RESULTS_INCOMPLETE, message))),
                ResultRelationships.RETRY);
    }

    private void retry(
            final ProcessSession session,
            final Download download,
            final String code,
            final Exception cause,
            final LogLevel level) {
        final FlowFile flowFile = download.flowFile();
        logger.log(
                level,
                JobFileDeleter.pendingJob(flowFile).isPresent()
                        ? "The files of batch job {} cannot be deleted yet for {}"
                        : "Results of batch job {} are temporarily unavailable for {}",
                download.batchId(),
                flowFile,
                cause);
        session.transfer(
                session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage()))),
                ResultRelationships.RETRY);
    }

    /**
     * Routes a FlowFile to failure.
     */
    public void fail(final ProcessSession session, final Download download, final String code, final Exception cause) {
        logger.error(
                "Failed to join the results of batch job {} to {}", download.batchId(), download.flowFile(), cause);
        session.transfer(
                ErrorAttributes.replace(session, download.flowFile(), code, cause.getMessage()),
                ResultRelationships.FAILURE);
    }
}
