/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.BatchJobCreator;
import dev.nifivoyage.processors.batch.create.BatchJobSpec;
import dev.nifivoyage.processors.batch.create.SubmissionOptions;
import dev.nifivoyage.processors.batch.create.SubmissionRouter;
import dev.nifivoyage.processors.batch.create.plan.CachedTexts;
import dev.nifivoyage.processors.batch.create.plan.JobLimits;
import dev.nifivoyage.processors.batch.create.plan.JobPlan;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Creates the batch job of a gesture library, exactly once, see {@link BatchJobCreator}. Texts whose vectors are in the
 * cache are not sent.
 */
public final class LibraryJobSubmitter {
    /** Source: news of Voyage on its Batch API, see CreateBatchEmbedding. */
    private static final long MAXIMUM_BYTES = 1L << 30;

    private static final long MAXIMUM_TOKENS = 1_000_000_000;

    /** The limits of the only job of a library. */
    public static final JobLimits LIMITS =
            new JobLimits(1, BatchRequest.MAXIMUM_REQUESTS, MAXIMUM_BYTES, MAXIMUM_TOKENS, Long.MAX_VALUE);

    private final LoadOptions options;
    private final BatchJobCreator creator;
    private final SubmissionRouter router;

    public LibraryJobSubmitter(
            final LoadOptions options,
            final BatchJobCreator creator,
            final LibraryRouter router,
            final CachedLoader cached,
            final LibraryBatchPoller poller) {
        this.options = options;
        this.creator = creator;
        this.router = new Router(router, cached, options.mode().waitsForJob(), poller);
    }

    /**
     * Takes the next step with a FlowFile that has no batch job yet, and transfers it.
     *
     * @return whether Voyage accepts other requests
     */
    public boolean advance(final ProcessSession session, final FlowFile flowFile, final SubmissionOptions submission) {
        return creator.advance(session, flowFile, spec(submission), router);
    }

    private BatchJobSpec spec(final SubmissionOptions submission) {
        final EmbeddingParameters parameters = options.parameters();
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(parameters));
        attributes.put(VoyageAttributes.TEXT_RECORD_PATH, options.paths().text());
        return new BatchJobSpec(
                new RequestSpec(
                        BatchEndpoint.EMBEDDINGS,
                        parameters.model(),
                        parameters.toFields(),
                        attributes,
                        () -> new GestureRequestExtractor(parameters, options.paths()),
                        CachedTexts.in(options.cache(), parameters)),
                LIMITS,
                options.readerFactory(),
                options.writerFactory(),
                submission);
    }

    /**
     * Routes FlowFiles to the relationships of LoadGestureLibrary.
     */
    private record Router(LibraryRouter library, CachedLoader cached, boolean waits, LibraryBatchPoller poller)
            implements SubmissionRouter {

        @Override
        public void submitted(final ProcessSession session, final FlowFile flowFile, final Batch job) {
            final FlowFile cleared = session.removeAllAttributes(flowFile, LibraryRouter.WAITING_ATTRIBUTES);
            final FlowFile submitted = session.putAllAttributes(
                    cleared, JobProgress.of(job, cleared, Instant.now()).attributes());
            if (waits) {
                session.transfer(
                        poller.waitFor(session, submitted, job.id(), null, Duration.ZERO),
                        LibraryRelationships.WAITING);
            } else {
                session.transfer(submitted, LibraryRelationships.SUBMITTED);
            }
        }

        @Override
        public void original(final ProcessSession session, final FlowFile flowFile) {
            throw new IllegalStateException("Gesture libraries are not split");
        }

        @Override
        public void unneeded(
                final ProcessSession session, final FlowFile flowFile, final JobPlan plan, final RequestSpec requests) {
            try {
                cached.load(session, flowFile);
            } catch (final IOException e) {
                library.fail(session, flowFile, ContentException.code(e), e);
            }
        }

        @Override
        public void tooLarge(final ProcessSession session, final FlowFile flowFile, final JobPlan plan) {
            fail(
                    session,
                    flowFile,
                    ErrorCode.LIBRARY_TOO_LARGE,
                    "The library has %d texts to send and needs several batch jobs, each of up to %d texts. Split its records into several FlowFiles"
                            .formatted(plan.requests(), LIMITS.maximumRequests()));
        }

        @Override
        public void overBudget(final ProcessSession session, final FlowFile flowFile, final String message) {
            library.overBudget(session, flowFile, Map.of(), message);
        }

        @Override
        public void retry(
                final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
            library.retry(session, flowFile, code, cause);
        }

        @Override
        public void fail(
                final ProcessSession session, final FlowFile flowFile, final ErrorCode code, final String message) {
            library.fail(session, flowFile, code.code(), message);
        }

        @Override
        public void fail(
                final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
            library.fail(session, flowFile, code, cause);
        }
    }
}
