package dev.nifivoyage.processors.realtime;

/**
 * An LRU cache of the rankings of one FlowFile, so that equal queries with equal documents are sent once. Bounded by the number of ranked documents, of which it holds positions and scores.
 */
final class RecentRankings {
    /** About one megabyte. */
    static final int MAXIMUM_DOCUMENTS = 20_000;

    private static final int CAPACITY = 64;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<RequestKey, RankingOutcome> outcomes = new LinkedHashMap<>(CAPACITY, LOAD_FACTOR, true);
    private int documents;

    Optional<RankingOutcome> find(final RequestKey key) {
        return Optional.ofNullable(outcomes.get(key));
    }

    /**
     * Adds an outcome under a key that is not in the cache.
     */
    void add(final RequestKey key, final RankingOutcome outcome) {
        outcomes.put(key, outcome);
        documents += outcome.size();
        final Iterator<RankingOutcome> leastRecent = outcomes.values().iterator();
        while (documents > MAXIMUM_DOCUMENTS) {
            documents -= leastRecent.next().size();
            leastRecent.remove();
        }
    }
}
