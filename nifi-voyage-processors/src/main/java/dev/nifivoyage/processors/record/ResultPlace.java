package dev.nifivoyage.processors.record;

/**
 * The place of a result in the records of an output.
 */
@FunctionalInterface
public interface ResultPlace {

    /**
     * Adds the fields that all records of the output get.
     *
     * @param schema of the records that are read
     */
    RecordSchema schema(RecordSchema schema);

    /**
     * Returns the fields that a writer must not omit, as far as they are known in advance.
     *
     * @param schema of the records that are read
     */
    default List<ResultField> results(final RecordSchema schema) {
        return List.of();
    }

    /**
     * Returns an error if a record has no place for the result, as far as that is known without the result.
     */
    default Optional<RecordError> noPlace(final InputRecord record) {
        return Optional.empty();
    }
}
