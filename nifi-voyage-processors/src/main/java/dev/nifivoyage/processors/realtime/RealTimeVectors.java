package dev.nifivoyage.processors.realtime;

/**
 * Vectors from the cache, or else from Voyage in real time.
 */
public final class RealTimeVectors implements VectorSource {
    private final VectorLookup lookup;
    private final RequestLimits limits;
    private final Usage usage;

    public RealTimeVectors(final VectorLookup lookup, final RequestLimits limits, final Usage usage) {
        this.lookup = lookup;
        this.limits = limits;
        this.usage = usage;
    }

    @Override
    public TextOutcomes find(final Map<RequestKey, String> texts) throws IOException {
        final TextOutcomes outcomes = new TextOutcomes();
        find(texts, outcomes);
        return outcomes;
    }

    /**
     * Settles all texts with as many requests as they need. After an exception, the outcomes contain what was found or billed before.
     *
     * @param texts distinct texts by key
     */
    public void find(final Map<RequestKey, String> texts, final TextOutcomes outcomes) throws IOException {
        final RequestWindow<RequestKey> window = new RequestWindow<>(limits, Integer.MAX_VALUE);
        for (final Map.Entry<RequestKey, String> text : texts.entrySet()) {
            if (!window.add(text.getKey(), text.getKey(), text.getValue())) {
                lookup.find(window.texts(), outcomes, usage);
                window.clear();
                window.add(text.getKey(), text.getKey(), text.getValue());
            }
        }
        lookup.find(window.texts(), outcomes, usage);
    }

    @Override
    public long cached() {
        return usage.hits();
    }
}
