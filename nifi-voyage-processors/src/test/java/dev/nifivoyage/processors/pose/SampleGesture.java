/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.SampleHand.Shape;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.function.IntFunction;

/**
 * The 15 gestures as moving figures: what the figure looks like in frame 0, 1, 2…, 100 ms apart.
 */
public enum SampleGesture implements SampleFigure {
    WAVE_HELLO(frame -> right(
            at(-0.5, 0.75, 0.1),
            at(0.6 * swing(frame), 1, 0.1),
            at(0.6 * swing(frame), 1, 0.1),
            at(1, -0.6 * swing(frame), 0),
            Shape.OPEN)),
    WAVE_GOODBYE(frame -> right(
            at(-0.1, -0.25 - 0.15 * swing(frame), 0.9),
            at(0.05, 0.35 + 0.2 * swing(frame), 1 - 0.7 * swing(frame)),
            at(0, 1, 0),
            at(1, 0, 0),
            Shape.OPEN)),
    POINT_UP(frame -> right(at(-0.1, 1, 0), at(0, 1, 0), at(0, 1, 0), at(1, 0, 0), Shape.POINTING)),
    POINT_DOWN(frame -> right(at(-0.3, -1, 0.5), at(-0.1, -1, 0.3), at(0, -1, 0), at(1, 0, 0), Shape.POINTING)),
    POINT_LEFT(frame ->
            new SampleBody().arm(Side.LEFT, at(1, 0, 0.1), at(1, 0.05, 0), at(1, 0, 0), at(0, 1, 0), Shape.POINTING)),
    POINT_RIGHT(frame -> right(at(-1, 0, 0.1), at(-1, 0.05, 0), at(-1, 0, 0), at(0, 1, 0), Shape.POINTING)),
    STOP_PALM(frame -> right(at(-0.05, -0.05, 1), at(0.05, 0.05, 1), at(0, 1, 0), at(1, 0, 0), Shape.OPEN)),
    THUMBS_UP(frame -> right(at(-0.15, -1, 0.2), at(0.2, 0.45, 1), at(0, 0, 1), at(0, 1, 0), Shape.THUMB)),
    THUMBS_DOWN(frame -> right(at(-0.15, -1, 0.2), at(0.2, 0.45, 1), at(0, 0, 1), at(0, -1, 0), Shape.THUMB)),
    CLAP(frame -> both(
            at(0.25, -1, 0.4),
            at(-0.95 + 0.3 * Math.abs(frame % 4 - 2), 0.35, 0.8),
            at(-0.3, 0.4, 0.9),
            at(0, 0.9, -0.4),
            Shape.OPEN)),
    ARMS_CROSSED(frame -> both(at(-0.05, -1, 0.35), at(-1.05, 0.12, 0.3), at(-1, 0, 0), at(0, 1, 0), Shape.OPEN)),
    HANDS_ON_HIPS(frame -> both(at(0.75, -1, -0.15), at(-1, -0.85, 0.2), at(-0.6, -0.8, 0), at(0, 0, -1), Shape.OPEN)),
    BOW(frame -> new SampleBody(20 + 8 * Math.min(frame, 5))),
    JUMP(SampleGesture::jump),
    SPIN(frame -> both(at(1, 0, 0), at(1, 0.05, 0), at(1, 0, 0), at(0, 0, 1), Shape.OPEN)
            .leg(Side.LEFT, at(0.2, -0.6, 0.8), at(0, -0.8, -0.6), at(0, -0.5, 1))
            .moved(0, 45.0 * frame));

    private final IntFunction<SampleBody> frames;

    SampleGesture(final IntFunction<SampleBody> frames) {
        this.frames = frames;
    }

    @Override
    public String label() {
        return name();
    }

    @Override
    public String performer() {
        return "dancer-1";
    }

    @Override
    public long seed() {
        return ordinal();
    }

    @Override
    public SampleBody frame(final int frame) {
        return frames.apply(frame);
    }

    private static SampleBody jump(final int frame) {
        if (frame == 0) {
            final SampleBody crouching = new SampleBody(15);
            for (final Side side : Side.values()) {
                crouching.leg(side, at(0.05 * side.sign(), -0.8, 0.6), at(0, -0.8, -0.6), at(0, -0.15, 1));
            }
            return crouching.moved(-0.17, 0);
        }

        final double height = 0.2 + 0.2 * Math.sin(Math.PI * frame / 7.0);
        return both(at(0.25, 1, 0), at(0.1, 1, 0), at(0, 1, 0), at(0, 0, -1), Shape.OPEN)
                .leg(Side.LEFT, at(0.1, -1, 0.15), at(0, -1, -0.2), at(0, -1, 0.4))
                .leg(Side.RIGHT, at(-0.1, -1, 0.15), at(0, -1, -0.2), at(0, -1, 0.4))
                .moved(height, 0);
    }

    private static SampleBody right(
            final Point upper, final Point fore, final Point fingers, final Point thumb, final Shape shape) {
        return new SampleBody().arm(Side.RIGHT, upper, fore, fingers, thumb, shape);
    }

    // given for the left arm, mirrored for the right one
    private static SampleBody both(
            final Point upper, final Point fore, final Point fingers, final Point thumb, final Shape shape) {
        return new SampleBody()
                .arm(Side.LEFT, upper, fore, fingers, thumb, shape)
                .arm(Side.RIGHT, mirror(upper), mirror(fore), mirror(fingers), mirror(thumb), shape);
    }

    private static Point mirror(final Point point) {
        return new Point(-point.x(), point.y(), point.z());
    }

    private static Point at(final double x, final double y, final double z) {
        return new Point(x, y, z);
    }

    // to and fro once in six frames
    private static double swing(final int frame) {
        return Math.sin(Math.PI * frame / 3.0 + 0.5);
    }
}
