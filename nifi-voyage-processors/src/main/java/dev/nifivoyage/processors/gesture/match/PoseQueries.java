package dev.nifivoyage.processors.gesture.match;

/**
 * Queries from records with a pose, which is described as by DescribePose.
 */
final class PoseQueries implements QueryReader {
    private final PoseReader poses;
    private final PoseDescriber describer;

    PoseQueries(final PoseReader poses, final PoseDescriber describer) {
        this.poses = poses;
        this.describer = describer;
    }

    @Override
    public Query read(final InputRecord input) {
        final Record record = input.view();
        try {
            return new Query.Text(
                    input,
                    describer.describe(
                            poses.body(record), poses.hands(record), poses.performer(record), poses.seconds(record)));
        } catch (final UnusablePoseException e) {
            return new Query.Unusable(input, new RecordError(e.code(), e.getMessage()));
        }
    }

    @Override
    public void report(final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {
        poses.reportSkippedHands(session, flowFile, logger);
    }
}
