package dev.nifivoyage.processors.gesture.match;

/**
 * Relates the records of one FlowFile to earlier frames of the same performers.
 */
final class FrameTracker {
    private final PerformerStates.Transaction performers;
    private final TrackingOptions options;
    private final Optional<ValueRecordPath> performerPath;

    FrameTracker(final PerformerStates.Transaction performers, final TrackingOptions options) {
        this.performers = performers;
        this.options = options;
        this.performerPath = Optional.ofNullable(options.performerPath()).map(ValueRecordPath::new);
    }

    /**
     * Smooths the vector of a frame.
     */
    float[] smooth(final InputRecord record, final float[] unit) {
        return performer(record).smooth(unit, options.smoothing());
    }

    /**
     * Observes the label of a frame.
     *
     * @param label null if unknown
     * @return the transition that this frame completes
     */
    Optional<Transition> observe(final InputRecord record, final String label) {
        return performer(record).observe(label, options.transitionFrames());
    }

    private PerformerState performer(final InputRecord record) {
        return performers.of(
                performerPath.map(path -> path.value(record)).map(Object::toString).orElse(""));
    }
}
