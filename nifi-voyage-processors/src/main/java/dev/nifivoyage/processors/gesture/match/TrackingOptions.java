/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.track.FrameSmoothing;
import org.apache.nifi.context.PropertyContext;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
