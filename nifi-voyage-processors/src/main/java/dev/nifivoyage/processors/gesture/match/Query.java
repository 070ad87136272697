package dev.nifivoyage.processors.gesture.match;

/**
 * A record that is compared with the library.
 */
sealed interface Query {

    InputRecord record();

    /**
     * @param text to embed
     */
    record Text(InputRecord record, String text) implements Query {}

    /**
     * @param numbers of any length except zero
     */
    record Vector(InputRecord record, float[] numbers) implements Query {}

    /**
     * @param error the reason why the record cannot be compared
     */
    record Unusable(InputRecord record, RecordError error) implements Query {}
}
