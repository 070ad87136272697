package dev.nifivoyage.processors.gesture.match;

/**
 * The FlowFiles with the matched records of one FlowFile.
 *
 * @param matched records with a label, and records without one unless they are routed separately
 * @param unknown records without a label, if they are routed separately
 * @param transitions copies of the records that completed a transition
 * @param rejected records that could not be compared
 * @param rejection summary of the rejected records for the log; null if there are none
 */
public record MatchedRecords(
        List<FlowFile> matched,
        List<FlowFile> unknown,
        List<FlowFile> transitions,
        List<FlowFile> rejected,
        Counts counts,
        String rejection) {

    /**
     * Numbers of records.
     *
     * @param transitions records that completed a transition, which are also counted as matched or unknown
     */
    public record Counts(long matched, long unknown, long transitions, long rejected) {}
}
