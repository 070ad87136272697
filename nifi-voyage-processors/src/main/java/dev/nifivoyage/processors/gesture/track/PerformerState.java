/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.track;

import dev.nifivoyage.processors.gesture.search.UnitVector;
import dev.nifivoyage.processors.gesture.search.UnusableVectorException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;

/**
 * The recent frames of one performer and the current label. Not thread-safe.
 */
public final class PerformerState {
    private final Deque<float[]> earlier = new ArrayDeque<>();
    private String current;
    private String candidate;
    private int candidateFrames;
    private long seenAt;

    PerformerState() {}

    PerformerState(final PerformerState other) {
        earlier.addAll(other.earlier);
        current = other.current;
        candidate = other.candidate;
        candidateFrames = other.candidateFrames;
        seenAt = other.seenAt;
    }

    /**
     * Averages a frame with earlier frames, and adds it to them.
     *
     * @param unit vector of the frame, of length 1
     * @return a vector of length 1; that of the frame itself if it is the first
     */
    public float[] smooth(final float[] unit, final FrameSmoothing smoothing) {
        final float[] smoothed = average(unit, smoothing);
        earlier.addLast(unit);
        while (earlier.size() >= smoothing.window()) {
            earlier.removeFirst();
        }

        return smoothed;
    }

    private float[] average(final float[] unit, final FrameSmoothing smoothing) {
        // the library may have been replaced by one of another dimension
        earlier.removeIf(frame -> frame.length != unit.length);
        if (earlier.isEmpty()) {
            return unit;
        }

        final double shares = earlier.size() * (earlier.size() + 1) / 2.0;
        final float[] sum = new float[unit.length];
        int age = 1;
        for (final float[] frame : earlier) {
            UnitVector.add(sum, frame, (float) ((1 - smoothing.currentWeight()) * age / shares));
            age++;
        }
        UnitVector.add(sum, unit, (float) smoothing.currentWeight());
        try {
            return UnitVector.of(sum);
        } catch (final UnusableVectorException e) {
            // opposite frames cancel each other out
            return unit;
        }
    }

    /**
     * Observes the label of a frame.
     *
     * @param label null if unknown
     * @param frames consecutive frames with another label that make a transition
     * @return the transition that this frame completes
     */
    public Optional<Transition> observe(final String label, final int frames) {
        if (Objects.equals(label, current)) {
            candidateFrames = 0;
            return Optional.empty();
        }

        candidateFrames = candidateFrames > 0 && Objects.equals(label, candidate) ? candidateFrames + 1 : 1;
        candidate = label;
        if (candidateFrames < frames) {
            return Optional.empty();
        }

        final Transition transition = new Transition(current, label);
        current = label;
        candidateFrames = 0;
        return Optional.of(transition);
    }

    void seen(final long now) {
        seenAt = now;
    }

    long seenAt() {
        return seenAt;
    }
}
