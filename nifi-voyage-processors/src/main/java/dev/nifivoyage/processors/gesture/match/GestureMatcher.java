/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.gesture.library.GesturePaths;
import dev.nifivoyage.processors.gesture.search.ComparisonMode;
import dev.nifivoyage.processors.gesture.track.FrameSmoothing;
import dev.nifivoyage.processors.gesture.track.PerformerTracks;
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.PaidVectors;
import dev.nifivoyage.processors.realtime.RealTimeUsage;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.TextEmbedder;
import dev.nifivoyage.processors.realtime.Usage;
import dev.nifivoyage.processors.realtime.VectorLookup;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.ValueRecordPath;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Recognises the records of FlowFiles as long as the processor is scheduled: keeps the library, and the performers if they are tracked. Safe for many threads, unless performers are tracked.
 */
public final class GestureMatcher {
    private final PaidVectors paid;
    private final RateLimit gate;
    private final ComponentLog logger;
    private final MatchRouter router;
    private final ReloadingLibrary library;
    private final PerformerTracks tracks;

    /**
     * Loads nothing and sends nothing yet.
     */
    public GestureMatcher(
            final ProcessContext context, final PaidVectors paid, final RateLimit gate, final ComponentLog logger) {
        this.paid = paid;
        if (MatchProperties.client(context) != null) {
            paid.startWith(MatchProperties.client(context).getBaseUri());
        }
        this.gate = gate;
        this.logger = logger;
        this.router = new MatchRouter(logger);
        final LibraryLoader loading = new LibraryLoader(
                context.getProperty(MatchProperties.LIBRARY_READER).asControllerService(RecordReaderFactory.class),
                GesturePaths.DEFAULT,
                MatchProperties.parameters(context),
                context.getProperty(MatchProperties.COMPARISON).asAllowableValue(ComparisonMode.class),
                context.getProperty(MatchProperties.EXACT_SEARCH_LIMIT).asInteger(),
                MatchProperties.input(context) != MatchInput.VECTOR,
                EmbeddingCacheProperty.cache(context).isEmpty(),
                logger);
        this.library = new ReloadingLibrary(
                () -> context.getProperty(MatchProperties.LIBRARY).asResource(), loading, System::nanoTime, logger);
        this.tracks = MatchProperties.tracks(context)
                ? new PerformerTracks(Duration.ofMillis(
                        context.getProperty(MatchProperties.PERFORMER_TIMEOUT).asTimePeriod(TimeUnit.MILLISECONDS)))
                : null;
    }

    /**
     * Recognises the records of a FlowFile and hands it on.
     */
    public void recognize(final ProcessContext context, final ProcessSession session, final FlowFile flowFile) {
        final RealTimeUsage usage = new RealTimeUsage(context, flowFile);
        VectorLookup done = null;
        try {
            final Optional<String> otherVectors = MatchProperties.input(context) == MatchInput.VECTOR
                    ? MatchAttributes.otherVectors(
                            flowFile, MatchProperties.parameters(context).model())
                    : Optional.empty();
            if (otherVectors.isPresent()) {
                router.fail(
                        context,
                        session,
                        flowFile,
                        usage,
                        ErrorCode.MODEL_MISMATCH.code(),
                        new IOException(otherVectors.get()));
                return;
            }

            final VectorLookup vectors = lookup(context, paid);
            final PerformerTracks.Frames frames = tracks == null ? null : tracks.begin();
            final MatchedRecords records = match(context, session, flowFile, vectors, usage.usage(), frames);
            if (frames != null) {
                frames.keep();
            }
            router.deliver(context, session, flowFile, records, usage);
            done = vectors;
        } catch (final VoyageException e) {
            router.rejected(context, session, flowFile, usage, e);
        } catch (final UnusableLibraryException e) {
            router.withoutLibrary(context, session, flowFile, usage, e);
        } catch (final IOException e) {
            router.fail(context, session, flowFile, usage, ContentException.code(e), e);
        } catch (final IllegalArgumentException e) {
            router.fail(context, session, flowFile, usage, ErrorCode.INVALID_PROPERTY.code(), e);
        }
        usage.countTry(session);
        if (done != null) {
            session.commitAsync(done::forget);
        }
    }

    private MatchedRecords match(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VectorLookup vectors,
            final Usage usage,
            final PerformerTracks.Frames frames)
            throws IOException {
        final EmbeddingParameters parameters = MatchProperties.parameters(context);
        final RequestLimits limits = RequestLimits.of(parameters.model(), EmbeddingsRequest.MAXIMUM_TEXTS);
        final VectorLookup libraryVectors = lookup(context, PaidVectors.none());
        final RecognitionLibrary current =
                library.library(libraryVectors == null ? null : new RealTimeVectors(libraryVectors, limits, usage));
        final MatchField field = new MatchField(
                context.getProperty(MatchProperties.MATCH_RECORD_PATH).getValue(),
                context.getProperty(MatchProperties.UNKNOWN_LABEL).getValue());
        final QueryReader queries = queries(context, flowFile, parameters);
        final RecordMatcher matching = new RecordMatcher(
                current,
                MatchProperties.rule(context),
                queries,
                vectors,
                usage,
                limits,
                RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters),
                frames == null ? null : tracking(context, frames),
                field,
                MatchProperties.routesUnknown(context));
        final MatchedRecords records = matching.match(
                session, flowFile, MatchProperties.reader(context), MatchProperties.writer(context), logger);
        queries.report(session, flowFile, logger);
        return records;
    }

    private VectorLookup lookup(final ProcessContext context, final PaidVectors paidVectors) {
        final EmbeddingParameters parameters = MatchProperties.parameters(context);
        final VoyageClientService client = MatchProperties.client(context);
        return client == null
                ? null
                : new VectorLookup(
                        EmbeddingCacheProperty.cache(context).orElse(null),
                        paidVectors,
                        new TextEmbedder(client, parameters, gate),
                        parameters,
                        logger);
    }

    private static QueryReader queries(
            final ProcessContext context, final FlowFile flowFile, final EmbeddingParameters parameters) {
        return switch (MatchProperties.input(context)) {
            case TEXT ->
                new TextQueries(
                        context.getProperty(MatchProperties.TEXT_RECORD_PATH).getValue());
            case VECTOR ->
                new VectorQueries(
                        context.getProperty(MatchProperties.EMBEDDING_RECORD_PATH)
                                .getValue(),
                        context.getProperty(MatchProperties.MODEL_RECORD_PATH).getValue(),
                        parameters.model());
            case POSE -> new PoseQueries(DescribePose.paths(context, flowFile), DescribePose.describer(context));
        };
    }

    private static TrackingOptions tracking(final ProcessContext context, final PerformerTracks.Frames frames) {
        final String performer =
                context.getProperty(MatchProperties.PERFORMER_RECORD_PATH).getValue();
        return new TrackingOptions(
                frames,
                performer == null ? null : new ValueRecordPath(performer),
                new FrameSmoothing(
                        context.getProperty(MatchProperties.SMOOTHING_WINDOW).asInteger(),
                        context.getProperty(MatchProperties.CURRENT_FRAME_WEIGHT)
                                .asDouble()),
                context.getProperty(MatchProperties.TRANSITION_FRAMES).asInteger());
    }
}
