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
import dev.nifivoyage.processors.batch.create.CachedTexts;
import dev.nifivoyage.processors.batch.create.JobLimits;
import dev.nifivoyage.processors.batch.create.JobPlan;
import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.batch.create.SubmissionRouter;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the batch job of a library, exactly once, see {@link BatchJobCreator}. Texts whose vectors are in the cache are not in it.
 */
public final class LibraryJobSubmitter {
    /** Source: news of Voyage on its Batch API, see CreateBatchEmbedding. */
    private static final long MAXIMUM_BYTES = 1L << 30;

    private static final long MAXIMUM_TOKENS = 1_000_000_000;
    private static final JobLimits LIMITS =
            new JobLimits(BatchRequest.MAXIMUM_REQUESTS, MAXIMUM_BYTES, MAXIMUM_TOKENS, Long.MAX_VALUE);

    private final BatchJobCreator creator;

    public LibraryJobSubmitter(
            final SubmissionMemory memory,
            final RateLimit gate,
            final LibraryRouter router,
            final CachedLoader cached,
            final ComponentLog logger) {
        this.creator = new BatchJobCreator(memory, gate, new Router(router, cached), false, logger);
    }

    /**
     * Takes the next step with a FlowFile that waits for no job yet, and transfers it.
     */
    public void advance(final ProcessContext context, final ProcessSession session, final FlowFile flowFile) {
        creator.advance(context, session, flowFile, recipe(context));
    }

    private static BatchJobSpec recipe(final ProcessContext context) {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(parameters));
        attributes.put(
                VoyageAttributes.TEXT_RECORD_PATH,
                LibraryProperties.paths(context).text());
        return new BatchJobSpec(
                BatchEndpoint.EMBEDDINGS,
                parameters.model(),
                parameters.toFields(),
                attributes,
                () -> new GestureRequestExtractor(parameters, LibraryProperties.paths(context)),
                new CachedTexts(LibraryProperties.cache(context), parameters),
                LIMITS,
                1,
                LibraryProperties.reader(context),
                LibraryProperties.writer(context));
    }

    /**
     * The relationships of LoadGestureLibrary.
     */
    private record Router(LibraryRouter library, CachedLoader cached) implements SubmissionRouter {

        @Override
        public void submitted(
                final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final Batch job) {
            final FlowFile cleared = session.removeAllAttributes(flowFile, LibraryRouter.WAITING_ATTRIBUTES);
            final FlowFile made = session.putAllAttributes(
                    cleared, JobProgress.of(job, cleared, Instant.now()).attributes());
            if (LibraryProperties.mode(context).waits()) {
                session.transfer(
                        LibraryBatchPoller.waitFor(context, session, made, job.id(), null, Duration.ZERO),
                        LibraryRelationships.WAITING);
            } else {
                session.transfer(made, LibraryRelationships.SUBMITTED);
            }
        }

        @Override
        public void original(final ProcessSession session, final FlowFile flowFile) {
            throw new IllegalStateException("Libraries are not cut");
        }

        @Override
        public void unneeded(
                final ProcessContext context,
                final ProcessSession session,
                final FlowFile flowFile,
                final JobPlan plan,
                final BatchJobSpec recipe) {
            try {
                cached.load(context, session, flowFile);
            } catch (final IOException e) {
                library.fail(session, flowFile, ContentException.code(e), e);
            }
        }

        @Override
        public void tooLarge(final ProcessSession session, final FlowFile flowFile, final JobPlan plan) {
            library.fail(
                    session,
                    flowFile,
                    ErrorCode.LIBRARY_TOO_LARGE.code(),
                    "The library has %d texts to send and takes several batch jobs; a job takes %d texts: split its records into several FlowFiles"
                            .formatted(plan.requests(), LIMITS.requests()));
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
                final ProcessSession session, final FlowFile flowFile, final String code, final String message) {
            library.fail(session, flowFile, code, message);
        }

        @Override
        public void fail(
                final ProcessSession session, final FlowFile flowFile, final String code, final Exception cause) {
            library.fail(session, flowFile, code, cause);
        }
    }
}
