package dev.nifivoyage.processors.realtime;

/**
 * A source of vectors for texts.
 */
public interface VectorSource {

    /**
     * Settles all texts: each gets a vector or an error.
     *
     * @param texts distinct texts by key
     */
    TextOutcomes find(Map<RequestKey, String> texts) throws IOException;

    /**
     * Returns how many of the texts settled so far were in the cache.
     */
    long cached();
}
