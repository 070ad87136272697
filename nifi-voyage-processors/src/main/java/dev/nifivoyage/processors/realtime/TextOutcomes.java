package dev.nifivoyage.processors.realtime;

/**
 * The outcomes of texts: each has a vector or an error.
 */
public final class TextOutcomes {
    private final Map<RequestKey, CachedEmbedding> embeddings = new HashMap<>();
    private final Map<RequestKey, RecordError> errors = new HashMap<>();

    public void embedded(final RequestKey key, final CachedEmbedding embedding) {
        embeddings.put(key, embedding);
    }

    public void rejected(final RequestKey key, final RecordError error) {
        errors.put(key, error);
    }

    /**
     * Removes all texts except these.
     */
    public void retain(final Set<RequestKey> keys) {
        embeddings.keySet().retainAll(keys);
        errors.keySet().retainAll(keys);
    }

    /**
     * Returns whether the text has a vector or an error.
     */
    public boolean isSettled(final RequestKey key) {
        return embeddings.containsKey(key) || errors.containsKey(key);
    }

    /**
     * Returns the vector, or null if there is none.
     */
    public CachedEmbedding embedding(final RequestKey key) {
        return embeddings.get(key);
    }

    /**
     * Returns the numbers of a float vector that exists.
     */
    public float[] numbers(final RequestKey key) {
        return VectorParser.ofPacked(embeddings.get(key).embedding().packed()).orElseThrow();
    }

    /**
     * Returns the error, or null if the text has a vector.
     */
    public RecordError error(final RequestKey key) {
        return errors.get(key);
    }
}
