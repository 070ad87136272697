package dev.nifivoyage.processors.gesture.match;

/**
 * Reads the text or vector to compare from the records of one FlowFile.
 */
@FunctionalInterface
interface QueryReader {

    Query read(InputRecord record);

    /**
     * Reports what was skipped in the records, once all are read.
     */
    default void report(final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {}
}
