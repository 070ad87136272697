/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The recent frames of one performer: at most one second and 30 frames. Restarts after a gap of one second, or when
 * time goes backward.
 */
final class MotionWindow {
    private static final int MOST_FRAMES = 30;
    private static final double WINDOW_SECONDS = 1;

    private final Deque<Snapshot> frames = new ArrayDeque<>();

    void add(final Snapshot frame) {
        if (frame.seconds() != null && !frames.isEmpty()) {
            final Double last = frames.getLast().seconds();
            if (last == null || frame.seconds() < last) {
                frames.clear();
            }
            while (!frames.isEmpty() && frame.seconds() - frames.getFirst().seconds() > WINDOW_SECONDS) {
                frames.removeFirst();
            }
        }
        if (frames.size() == MOST_FRAMES) {
            frames.removeFirst();
        }
        frames.add(frame);
    }

    Deque<Snapshot> frames() {
        return frames;
    }
}
