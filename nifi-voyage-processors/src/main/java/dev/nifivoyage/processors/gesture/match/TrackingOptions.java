/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.track.FrameSmoothing;
import dev.nifivoyage.processors.gesture.track.PerformerTracks;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.ValueRecordPath;

import java.util.Objects;

/**
 * How the frames of a performer hang together.
 *
 * @param frames the tracks for one FlowFile
 * @param performer path to what tells performers apart, or null when there is one
 * @param smoothing of vectors
 * @param transitionFrames how many frames in a row another label must have before it holds
 */
record TrackingOptions(
        PerformerTracks.Frames frames, ValueRecordPath performer, FrameSmoothing smoothing, int transitionFrames) {

    String performer(final InputRecord record) {
        return performer == null ? "" : Objects.toString(performer.value(record), "");
    }
}
