package dev.nifivoyage.processors.gesture.match;

/**
 * Settings for relating the frames of a performer.
 *
 * @param performerPath path to the identifier of the performer, or null if all records are one performer
 * @param timeout time without a frame after which a performer is forgotten
 * @param transitionFrames consecutive frames with another label that make a transition
 */
record TrackingOptions(String performerPath, Duration timeout, FrameSmoothing smoothing, int transitionFrames) {

    static Optional<TrackingOptions> of(final PropertyContext context) {
        if (!MatchProperties.tracks(context)) {
            return Optional.empty();
        }

        return Optional.of(new TrackingOptions(
                context.getProperty(MatchProperties.PERFORMER_RECORD_PATH).getValue(),
                Duration.ofMillis(
                        context.getProperty(MatchProperties.PERFORMER_TIMEOUT).asTimePeriod(TimeUnit.MILLISECONDS)),
                new FrameSmoothing(
                        context.getProperty(MatchProperties.SMOOTHING_WINDOW).asInteger(),
                        context.getProperty(MatchProperties.CURRENT_FRAME_WEIGHT)
                                .asDouble()),
                context.getProperty(MatchProperties.TRANSITION_FRAMES).asInteger()));
    }
}
