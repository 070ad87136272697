/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.gesture.track.PerformerStates;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.EmbeddingOptions;
import dev.nifivoyage.processors.realtime.PaidVectors;
import dev.nifivoyage.processors.realtime.RealTimeUsage;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.Usage;
import dev.nifivoyage.processors.realtime.VectorLookup;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.util.Optional;

/**
 * Matches the records of FlowFiles while the processor is scheduled. Holds the library, and the performers if they are
 * tracked. Thread-safe unless performers are tracked.
 */
public final class GestureMatcher {
    private final MatchOptions options;
    private final PaidVectors paid;
    private final RateLimit rateLimit;
    private final ComponentLog logger;
    private final MatchRouter router;
    private final ReloadingLibrary library;
    private final Optional<PerformerStates> performers;

    public GestureMatcher(
            final MatchOptions options, final PaidVectors paid, final RateLimit rateLimit, final ComponentLog logger) {
        this.options = options;
        this.paid = paid;
        options.embedding().client().ifPresent(client -> paid.startWith(client.getBaseUri()));
        this.rateLimit = rateLimit;
        this.logger = logger;
        this.router = new MatchRouter(options, logger);
        this.library = new ReloadingLibrary(
                options.library().resource(), new LibraryLoader(options.library(), logger), System::nanoTime, logger);
        this.performers = options.tracking().map(tracking -> new PerformerStates(tracking.timeout()));
    }

    /**
     * Matches the records of a FlowFile and routes it.
     *
     * @return whether other FlowFiles can be matched now; otherwise the processor should yield
     */
    public boolean match(final ProcessSession session, final FlowFile flowFile) {
        final RealTimeUsage usage = new RealTimeUsage(options.embedding(), flowFile);
        final Optional<VectorLookup> lookup = lookup(paid);
        boolean matched = false;
        boolean proceeds = true;
        try {
            final Optional<String> mismatch = options.comparesVectors()
                    ? MatchAttributes.mismatch(
                            flowFile, options.embedding().parameters().model())
                    : Optional.empty();
            if (mismatch.isPresent()) {
                router.fail(session, flowFile, usage, ErrorCode.MODEL_MISMATCH.code(), new IOException(mismatch.get()));
                return true;
            }

            final Optional<PerformerStates.Transaction> frames = performers.map(PerformerStates::begin);
            final MatchedRecords records = match(session, flowFile, lookup, usage.usage(), frames);
            frames.ifPresent(PerformerStates.Transaction::commit);
            router.succeed(session, flowFile, records, usage);
            matched = true;
        } catch (final VoyageException e) {
            proceeds = router.reject(session, flowFile, usage, e);
        } catch (final UnusableLibraryException e) {
            router.waitForLibrary(session, flowFile, usage, e);
            proceeds = false;
        } catch (final IOException e) {
            router.fail(session, flowFile, usage, ContentException.code(e), e);
        } catch (final IllegalArgumentException e) {
            router.fail(session, flowFile, usage, ErrorCode.INVALID_PROPERTY.code(), e);
        }
        usage.countAttempt(session);
        if (matched && lookup.isPresent()) {
            session.commitAsync(lookup.get()::forget);
        }
        return proceeds;
    }

    private MatchedRecords match(
            final ProcessSession session,
            final FlowFile flowFile,
            final Optional<VectorLookup> lookup,
            final Usage usage,
            final Optional<PerformerStates.Transaction> frames)
            throws IOException {
        final RecognitionLibrary current = library.library(
                lookup(PaidVectors.none()).map(found -> vectors(found, usage)).orElse(null));
        final QueryReader queries = options.queries().apply(flowFile);
        final RecordMatcher matcher = new RecordMatcher(
                current,
                options,
                queries,
                lookup.map(found -> vectors(found, usage)).orElse(null),
                frames.map(transaction ->
                        new FrameTracker(transaction, options.tracking().orElseThrow())));
        final MatchedRecords records = matcher.match(
                new RecordRouting(session, flowFile, options.readerFactory(), options.writerFactory(), logger));
        queries.report(session, flowFile, logger);
        return records;
    }

    private RealTimeVectors vectors(final VectorLookup lookup, final Usage usage) {
        return new RealTimeVectors(lookup, options.embedding().limits(), usage);
    }

    private Optional<VectorLookup> lookup(final PaidVectors paidVectors) {
        final EmbeddingOptions embedding = options.embedding();
        return embedding
                .client()
                .map(client -> new VectorLookup(embedding, paidVectors, embedding.embedder(rateLimit), logger));
    }
}
