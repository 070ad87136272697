/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.logging.LogLevel;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads the results of jobs, whatever their endpoint, joins them to the records of their FlowFiles, and transfers what comes out.
 */
public final class ResultRouter {
    private final ComponentLog logger;
    private final InstantSource clock;

    public ResultRouter(final ComponentLog logger, final InstantSource clock) {
        this.logger = logger;
        this.clock = clock;
    }

    /**
     * Joins the results of a job to its FlowFile's records, or, for a FlowFile without records, puts them into the cache.
     *
     * @param model that the job is billed for
     */
    public <A> void deliver(
            final ProcessContext context,
            final ProcessSession session,
            final Job job,
            final String model,
            final EndpointHandler<A> endpoint,
            final CacheFill cacheFill)
            throws IOException {
        if (ResultProperties.joinsRecords(context, job.flowFile())) {
            joinRecords(context, session, job, model, endpoint, cacheFill);
        } else {
            fillCache(context, session, job, model, endpoint, cacheFill);
        }
    }

    private <A> void joinRecords(
            final ProcessContext context,
            final ProcessSession session,
            final Job job,
            final String model,
            final EndpointHandler<A> endpoint,
            final CacheFill cacheFill)
            throws IOException {
        final VoyageClientService client = VoyageClientProperty.client(context);
        final FlowFile flowFile = job.flowFile();
        final ResultCodec<A> format = endpoint.format();
        // a copy of the FlowFile may have had the results, and deleted the files
        final boolean passOverGone = ResultProperties.deletesRemoteFiles(context)
                && ResultProperties.notFound(context).isOver(flowFile, clock.instant());
        final JoinedRecords joined;
        final ResultCounts counts;
        try (ResultStore<A> outcomes =
                new ResultStore<>(format, endpoint.takesDecimals(), TemporaryDirectoryProperty.directory(context))) {
            final ResultCounts read =
                    job.results().read(client, new ResultFileReader<>(outcomes, format, cacheFill), passOverGone);
            if (waitsForMissing(context, session, job, read)) {
                return;
            }
            final ResultJoiner<A> recordJoin =
                    new ResultJoiner<>(outcomes, endpoint.form(), endpoint.writer(), endpoint.known());
            joined = recordJoin.join(
                    session, flowFile, ResultProperties.reader(context), ResultProperties.writer(context), logger);
            counts = read.withUnasked(outcomes.unasked());
        }

        final RecordCounts account = joined.account();
        final Optional<String> mismatch =
                account.mismatch(expectedRecords(flowFile)).or(() -> account.strangers(counts));
        if (mismatch.isPresent()) {
            session.remove(joined.routed().flowFiles());
            transferFailure(
                    session,
                    flowFile,
                    job.batchId(),
                    ErrorCode.RECORD_COUNT_MISMATCH.code(),
                    new IOException(mismatch.get()));
            return;
        }

        warn(job, counts, cacheFill);
        warnOfMissing(job, counts, account.unprocessed());
        if (joined.routed().summary() != null) {
            logger.warn("{}: {}", flowFile, joined.routed().summary());
        }
        if (joined.leftOut() > 0) {
            logger.warn(
                    "{}: {} empty texts were not sent with the others of their records", flowFile, joined.leftOut());
            Counter.EMPTY_TEXTS_SKIPPED.add(session, joined.leftOut());
        }
        final Optional<JobCost> cost = JobCost.of(model, counts.tokens(), PriceProperty.price(context));
        final RecordRouter router = new RecordRouter(
                session,
                ResultAttributes.of(account, counts, cacheFill.stored(), cost),
                transitUri(client, job.batchId()),
                millisSince(job.start()));
        router.records(joined.routed().success(), ResultRelationships.SUCCESS);
        router.records(joined.routed().rejected(), ResultRelationships.REJECTED);
        router.records(joined.routed().unprocessed(), ResultRelationships.UNPROCESSED);
        router.original(flowFile, ResultRelationships.ORIGINAL);
        router.count(account);
        router.count(counts, cacheFill.stored(), cost);

        // whatever is not settled may have to be looked up in the files
        final boolean deleteFiles =
                context.getProperty(ResultProperties.DELETE_REMOTE_FILES).asBoolean()
                        && counts.isClean()
                        && account.unprocessed() == 0;
        session.commitAsync(() -> {
            if (deleteFiles) {
                deleteFiles(client, job.batchId(), job.results().fileIds());
            }
        });
    }

    private <A> void fillCache(
            final ProcessContext context,
            final ProcessSession session,
            final Job job,
            final String model,
            final EndpointHandler<A> endpoint,
            final CacheFill cacheFill)
            throws IOException {
        final VoyageClientService client = VoyageClientProperty.client(context);
        final ResultCodec<A> format = endpoint.format();
        final ResultCounts counts;
        try (ResultStore<A> outcomes =
                new ResultStore<>(format, false, TemporaryDirectoryProperty.directory(context))) {
            counts = job.results().read(client, new ResultFileReader<>(outcomes, format, cacheFill), false);
        }
        if (waitsForMissing(context, session, job, counts)) {
            return;
        }
        if (cacheFill.failure() != null) {
            transferRetry(session, job.flowFile(), job.batchId(), "cache", cacheFill.failure());
            return;
        }

        warn(job, counts, cacheFill);
        final Optional<JobCost> cost = JobCost.of(model, counts.tokens(), PriceProperty.price(context));
        final RecordRouter router = new RecordRouter(
                session,
                ResultAttributes.of(counts, cacheFill.stored(), cost),
                transitUri(client, job.batchId()),
                millisSince(job.start()));
        router.original(job.flowFile(), ResultRelationships.ORIGINAL);
        router.count(counts, cacheFill.stored(), cost);
    }

    // a line that is missing may show later: its request is billed, and would be billed again
    private boolean waitsForMissing(
            final ProcessContext context, final ProcessSession session, final Job job, final ResultCounts found) {
        final long missing = job.results().missing(found);
        final GracePeriod grace = ResultProperties.incompleteResults(context);
        final Instant now = clock.instant();
        if (missing == 0 || found.filesGone() > 0 || grace.isOver(job.flowFile(), now)) {
            return false;
        }

        final String message =
                "The files of job %s hold no line for %d of the %d requests that it counts as ended; they are waited for"
                        .formatted(job.batchId(), missing, job.results().ended());
        logger.log(grace.hasBegun(job.flowFile()) ? LogLevel.DEBUG : LogLevel.WARN, "{}: {}", job.flowFile(), message);
        final FlowFile waiting = session.putAllAttributes(job.flowFile(), grace.attributes(job.flowFile(), now));
        session.transfer(
                session.penalize(
                        session.putAllAttributes(waiting, ErrorAttributes.of(ErrorCode.RESULTS_INCOMPLETE, message))),
                ResultRelationships.RETRY);
        return true;
    }

    private void warnOfMissing(final Job job, final ResultCounts found, final long unprocessed) {
        final long missing = job.results().missing(found);
        if (found.filesGone() > 0) {
            logger.warn(
                    "{} of the result files of job {} for {} are gone, perhaps because a copy of the FlowFile had them before: {} records go to unprocessed, and may be billed again when they "
                            + "are sent again",
                    found.filesGone(),
                    job.batchId(),
                    job.flowFile(),
                    unprocessed);
        } else if (missing > 0 && unprocessed > 0) {
            logger.warn(
                    "The files of job {} for {} hold no line for {} of the {} requests that it counts as ended: {} records go to unprocessed, and up to {} requests may be billed again when they "
                            + "are sent again",
                    job.batchId(),
                    job.flowFile(),
                    missing,
                    job.results().ended(),
                    unprocessed,
                    missing);
        }
    }

    private static String transitUri(final VoyageClientService client, final String batchId) {
        return "%s/batches/%s".formatted(client.getBaseUri(), batchId);
    }

    private static long millisSince(final long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static Long expectedRecords(final FlowFile flowFile) {
        final Long sent = AttributeValues.readLong(flowFile, VoyageAttributes.RECORDS_SENT);
        final Long unusable = AttributeValues.readLong(flowFile, VoyageAttributes.RECORDS_UNUSABLE);
        final Long known = AttributeValues.readLong(flowFile, VoyageAttributes.RECORDS_KNOWN);
        return sent == null || unusable == null ? null : Long.valueOf(sent + unusable + (known == null ? 0 : known));
    }

    private void warn(final Job job, final ResultCounts counts, final CacheFill cacheFill) {
        counts.surprises()
                .ifPresent(surprises ->
                        logger.warn("The results of job {} for {} held {}", job.batchId(), job.flowFile(), surprises));
        if (cacheFill.failure() != null) {
            logger.warn(
                    "Only {} vectors of job {} for {} could be put into the cache; its records have their vectors all the same",
                    cacheFill.stored(),
                    job.batchId(),
                    job.flowFile(),
                    cacheFill.failure());
        }
    }

    private void deleteFiles(final VoyageClientService client, final String batchId, final ResultFileIds fileIds) {
        try {
            client.deleteFiles(fileIds.all());
        } catch (final VoyageException e) {
            logger.warn(
                    "The files {} of job {} could not be deleted; Voyage deletes them 30 days after they were made",
                    fileIds.all(),
                    batchId,
                    e);
        }
    }

    /**
     * Sends a FlowFile to retry.
     */
    public void transferRetry(
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final String code,
            final Exception cause) {
        transferRetry(session, flowFile, batchId, code, cause, LogLevel.WARN);
    }

    /**
     * Sends a FlowFile to retry whose job or file is not found.
     */
    public void transferNotFound(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final VoyageException cause) {
        final GracePeriod grace = ResultProperties.notFound(context);
        final FlowFile waiting = session.putAllAttributes(flowFile, grace.attributes(flowFile, clock.instant()));
        transferRetry(
                session,
                waiting,
                batchId,
                ErrorAttributes.code(cause),
                cause,
                grace.hasBegun(flowFile) ? LogLevel.DEBUG : LogLevel.WARN);
    }

    private void transferRetry(
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final String code,
            final Exception cause,
            final LogLevel level) {
        logger.log(level, "The results of job {} for {} could not be had now", batchId, flowFile, cause);
        session.transfer(
                session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(code, cause.getMessage()))),
                ResultRelationships.RETRY);
    }

    /**
     * Sends a FlowFile to failure.
     */
    public void transferFailure(
            final ProcessSession session,
            final FlowFile flowFile,
            final String batchId,
            final String code,
            final Exception cause) {
        logger.error("The results of job {} could not be joined to {}", batchId, flowFile, cause);
        final FlowFile cleared = session.removeAllAttributes(flowFile, ErrorAttributes.NAMES);
        session.transfer(
                session.putAllAttributes(cleared, ErrorAttributes.of(code, cause.getMessage())),
                ResultRelationships.FAILURE);
    }

    /**
     * The job of a FlowFile.
     *
     * @param start nano time at which its results were asked for
     */
    public record Job(FlowFile flowFile, String batchId, ResultLocation results, long start) {}
}
