/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.track;

/**
 * The weights of a moving average over frames: the current frame has a fixed weight, and earlier frames share the
 * remaining weight with linearly decreasing weights.
 *
 * @param window number of frames, including the current one; 1 for no smoothing
 * @param currentWeight greater than 0, at most 1
 */
public record FrameSmoothing(int window, double currentWeight) {

    /** No smoothing. */
    public static final FrameSmoothing NONE = new FrameSmoothing(1, 1);

    public FrameSmoothing {
        if (window < 1) {
            throw new IllegalArgumentException("Window must have at least 1 frame, but has %d".formatted(window));
        }
        if (!(currentWeight > 0 && currentWeight <= 1)) {
            throw new IllegalArgumentException(
                    "Weight of the current frame must be greater than 0 and at most 1, but is %s"
                            .formatted(currentWeight));
        }
    }
}
