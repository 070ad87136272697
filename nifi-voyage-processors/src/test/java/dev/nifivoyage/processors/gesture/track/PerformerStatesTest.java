/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.track;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Smoothing, transitions, and what is forgotten.
 */
class PerformerStatesTest {
    private static final float[] X = {1, 0};
    private static final float[] Y = {0, 1};
    private static final FrameSmoothing THREE = new FrameSmoothing(3, 0.4);

    private final AtomicLong clock = new AtomicLong();
    private final PerformerStates states = new PerformerStates(Duration.ofSeconds(5), clock::get);

    @Test
    void earlierFramesShareTheRestByAge() {
        final PerformerState state = new PerformerState();
        assertSame(X, state.smooth(X, THREE));
        // 0.6 of the one earlier frame
        assertDirection(0.6, 0.4, state.smooth(Y, THREE));
        // 0.2 of the first, 0.4 of the second, 0.4 of the current
        assertDirection(0.2, 0.8, state.smooth(Y, THREE));
        // the first has left the window
        assertDirection(0, 1, state.smooth(Y, THREE));
    }

    @Test
    void windowOfOneSmoothsNothing() {
        final PerformerState state = new PerformerState();
        state.smooth(X, FrameSmoothing.NONE);
        assertSame(Y, state.smooth(Y, FrameSmoothing.NONE));
    }

    @Test
    void framesThatCancelEachOtherOutLeaveTheCurrentOne() {
        final PerformerState state = new PerformerState();
        state.smooth(X, new FrameSmoothing(2, 0.5));
        final float[] opposite = {-1, 0};
        assertSame(opposite, state.smooth(opposite, new FrameSmoothing(2, 0.5)));
    }

    @Test
    void anotherLabelHoldsAfterSomeFramesInARow() {
        final List<Transition> transitions = new ArrayList<>();
        final PerformerState state = new PerformerState();
        for (final String label : new String[] {
            null, "WAVE", "WAVE", "BOW", "WAVE", "WAVE", "WAVE", "BOW", "WAVE", "BOW", "BOW", "BOW", null, null, null,
            null
        }) {
            state.observe(label, 3).ifPresent(transitions::add);
        }

        assertEquals(
                List.of(new Transition(null, "WAVE"), new Transition("WAVE", "BOW"), new Transition("BOW", null)),
                transitions);
    }

    @Test
    void framesThatAreNotCommittedDoNotCount() {
        assertEquals(Optional.empty(), states.begin().of("anna").observe("WAVE", 2));
        final PerformerStates.Transaction again = states.begin();
        assertEquals(Optional.empty(), again.of("anna").observe("WAVE", 2));
        again.commit();
        assertEquals(
                Optional.of(new Transition(null, "WAVE")),
                states.begin().of("anna").observe("WAVE", 2));
    }

    @Test
    void performersDoNotMix() {
        final PerformerStates.Transaction frames = states.begin();
        frames.of("anna").smooth(X, THREE);
        assertSame(Y, frames.of("ben").smooth(Y, THREE));
        assertDirection(0.6, 0.4, frames.of("anna").smooth(Y, THREE));
    }

    @Test
    void forgetsAPerformerWhoWasNotSeenForSomeTime() {
        final PerformerStates.Transaction frames = states.begin();
        frames.of("anna").smooth(X, THREE);
        frames.commit();
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        assertDirection(0.6, 0.4, states.begin().of("anna").smooth(Y, THREE));
        clock.addAndGet(1);
        assertSame(Y, states.begin().of("anna").smooth(Y, THREE));
    }

    @Test
    void remembersABoundedNumberOfPerformers() {
        final PerformerStates.Transaction frames = states.begin();
        for (int i = 0; i <= PerformerStates.MAXIMUM_PERFORMERS; i++) {
            frames.of("performer " + i).smooth(X, THREE);
        }
        frames.commit();
        assertSame(Y, states.begin().of("performer 0").smooth(Y, THREE));
        assertTrue(states.begin().of("performer 1").smooth(Y, THREE)[0] > 0);
    }

    private static void assertDirection(final double x, final double y, final float[] vector) {
        final double length = Math.sqrt(x * x + y * y);
        assertArrayEquals(new float[] {(float) (x / length), (float) (y / length)}, vector, 1e-6f);
    }
}
