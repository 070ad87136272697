/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.track.PerformerState;
import dev.nifivoyage.processors.gesture.track.PerformerStates;
import dev.nifivoyage.processors.gesture.track.Transition;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.path.ValueRecordPath;

import java.util.Optional;

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
        return performers.of(performerPath
                .map(path -> path.value(record))
                .map(Object::toString)
                .orElse(""));
    }
}
