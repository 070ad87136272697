package dev.nifivoyage.processors.gesture.match;

/**
 * Matches the records of FlowFiles while the processor is scheduled. Holds the library, and the performers if they are tracked. Thread-safe unless performers are tracked.
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
                options.library().resource(),
                new LibraryLoader(options.library(), logger),
                System::nanoTime,
                logger);
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
                router.fail(
                        session, flowFile, usage, ErrorCode.MODEL_MISMATCH.code(), new IOException(mismatch.get()));
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
        final MatchedRecords records = matcher.match(new RecordRouting(
                session, flowFile, options.readerFactory(), options.writerFactory(), logger));
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
                .map(client -> new VectorLookup(
                        embedding,
                        paidVectors,
                        new TextEmbedder(client, embedding.parameters(), rateLimit),
                        logger));
    }
}
