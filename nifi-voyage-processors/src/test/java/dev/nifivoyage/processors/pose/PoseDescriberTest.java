/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.pose.SampleHand.Shape;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.pose.text.PoseDetail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One feature of a pose after the other, on a figure without unrest.
 */
class PoseDescriberTest {
    private static final Point UP = new Point(0, 1, 0);
    private static final Point DOWN = new Point(0, -1, 0);
    private static final Point FORWARD = new Point(0, 0, 1);
    private static final Point LEFT = new Point(1, 0, 0);
    private static final Point RIGHT = new Point(-1, 0, 0);

    private final PoseDescriber describer = new PoseDescriber(10, PoseDetail.TELLING);

    @Test
    void standing() throws Exception {
        assertEquals("Person upright. Both arms hanging down.", describe(new SampleBody()));
        final String full =
                new PoseDescriber(90, PoseDetail.FULL).describe(landmarks(new SampleBody()), Map.of(), "", null);
        assertEquals(
                "Person upright. Both arms hanging down. Feet hip width apart. Elbows straight 180°, hips straight 180°, knees straight 180°.",
                full);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 30, 90, 180, 270})
    void doesNotDependOnTheCamera(final double turn) throws Exception {
        assertDescribes(
                "Left arm stretched out sideways to the left, hand at shoulder height, index finger pointing to the left",
                new SampleBody()
                        .arm(Side.LEFT, LEFT, LEFT, LEFT, UP, Shape.POINTING)
                        .moved(0, turn));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " 0 |  1 | 0 | raised straight up, hand above the head",
                " 0 |  0 | 1 | stretched out forward, hand at shoulder height",
                "-1 |  0 | 0 | stretched out sideways to the right, hand at shoulder height",
                "-1 |  1 | 0 | raised sideways to the right, hand",
                "-1 | -1 | 0 | lowered sideways to the right, hand at waist height"
            })
    void armHeights(final double x, final double y, final double z, final String words) throws Exception {
        final Point arm = new Point(x, y, z);
        assertDescribes(
                "Right arm " + words,
                new SampleBody()
                        .arm(Side.RIGHT, arm, arm, arm, new Point(0, z == 0 ? 0 : 1, z == 0 ? 1 : 0), Shape.OPEN));
    }

    @Test
    void bentElbow() throws Exception {
        final String text = describe(new SampleBody().arm(Side.RIGHT, DOWN, FORWARD, FORWARD, UP, Shape.FIST));
        assertTrue(
                text.contains(
                        "Right arm with the elbow bent, hand at chest height in front of the body, hand closed in a fist"),
                text);
        assertTrue(text.contains("Right elbow bent 90°"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "THUMB,thumbs up in approval",
        "FIST,hand closed in a fist",
        "POINTING,index finger pointing forward",
        "VICTORY,victory sign",
        "OPEN,open palm"
    })
    void fingers(final Shape shape, final String words) throws Exception {
        for (final Side side : Side.values()) {
            assertDescribes(words, new SampleBody().arm(side, DOWN, FORWARD, FORWARD, UP, shape));
        }
    }

    @Test
    void thumbDown() throws Exception {
        for (final Side side : Side.values()) {
            final String text = describe(new SampleBody().arm(side, DOWN, FORWARD, FORWARD, DOWN, Shape.THUMB));
            assertTrue(text.contains("thumbs down in disapproval"), text);
            assertFalse(text.contains("thumbs up"), text);
        }
    }

    @Test
    void palm() throws Exception {
        assertDescribes(
                "open palm facing forward", new SampleBody().arm(Side.RIGHT, FORWARD, FORWARD, UP, LEFT, Shape.OPEN));
        assertDescribes(
                "open palm facing forward", new SampleBody().arm(Side.LEFT, FORWARD, FORWARD, UP, RIGHT, Shape.OPEN));
        assertDescribes(
                "open palm facing back", new SampleBody().arm(Side.RIGHT, FORWARD, FORWARD, UP, RIGHT, Shape.OPEN));
    }

    @Test
    void thumbWithoutHandLandmarks() throws Exception {
        assertTrue(body(new SampleBody().arm(Side.RIGHT, DOWN, FORWARD, FORWARD, UP, Shape.THUMB))
                .contains("thumb above the fingers"));
        assertTrue(body(new SampleBody().arm(Side.RIGHT, DOWN, FORWARD, FORWARD, DOWN, Shape.THUMB))
                .contains("thumb below the fingers"));
    }

    @ParameterizedTest
    @CsvSource({
        "ARMS_CROSSED,Arms crossed in front of the chest",
        "HANDS_ON_HIPS,Both hands on the hips",
        "CLAP,Both hands together at chest height",
        "SPIN,left leg lifted",
        "JUMP,Crouching"
    })
    void bothArmsAndLegs(final SampleGesture gesture, final String words) throws Exception {
        assertDescribes(words, gesture.frame(gesture == SampleGesture.CLAP ? 2 : 0));
    }

    @Test
    void handsOnTheHead() throws Exception {
        final SampleBody body = new SampleBody();
        for (final Side side : Side.values()) {
            body.arm(
                    side,
                    new Point(0.6 * side.sign(), 1, 0),
                    new Point(-side.sign(), 0.25, 0),
                    new Point(-side.sign(), 0, 0),
                    FORWARD,
                    Shape.OPEN);
        }
        assertDescribes("Both hands on the head", body);
    }

    @ParameterizedTest
    @CsvSource({
        "0,Person upright",
        "25,Person leaning forward",
        "60,'Person bending forward at the waist, bowing'",
        "-25,Person leaning back"
    })
    void lean(final double degrees, final String words) throws Exception {
        assertDescribes(words, new SampleBody(degrees));
    }

    @ParameterizedTest
    @CsvSource({"0,Feet together", "0.5,Feet wide apart"})
    void stance(final double outward, final String words) throws Exception {
        final SampleBody body = new SampleBody();
        for (final Side side : Side.values()) {
            final double x = outward == 0 ? -0.1 : outward;
            body.leg(side, new Point(x * side.sign(), -1, 0), new Point(x * side.sign(), -1, 0), FORWARD);
        }
        assertDescribes(words, body);
    }

    @Test
    void headTilt() throws Exception {
        final SampleBody body = new SampleBody();
        body.points().computeIfPresent(BodyPart.LEFT_EAR, (part, point) -> point.plus(new Point(0, -0.1, 0)));
        assertDescribes("ead tilted to the left", body);
    }

    @ParameterizedTest
    @EnumSource(
            value = SampleGesture.class,
            names = {"WAVE_HELLO", "WAVE_GOODBYE", "CLAP", "JUMP", "SPIN"})
    void motion(final SampleGesture gesture) throws Exception {
        final Map<SampleGesture, String> words = Map.of(
                SampleGesture.WAVE_HELLO,
                "Right hand waving from side to side",
                SampleGesture.WAVE_GOODBYE,
                "Right hand moving forward and back",
                SampleGesture.CLAP,
                "Hands clapping",
                SampleGesture.JUMP,
                "Jumping, in the air, both feet off the floor",
                SampleGesture.SPIN,
                "Spinning, turning round to the left");
        String text = "";
        for (int frame = 0; frame < 7; frame++) {
            text = describer.describe(landmarks(gesture.frame(frame)), hands(gesture.frame(frame)), "", frame / 10.0);
        }
        final String last = text;
        assertTrue(last.contains(words.get(gesture)), last);
    }

    @Test
    void performersDoNotMix() throws Exception {
        describer.describe(landmarks(new SampleBody()), Map.of(), "a", 0.0);
        final SampleBody lifted = new SampleBody().moved(0.3, 0);
        assertFalse(describer.describe(landmarks(lifted), Map.of(), "b", 0.1).contains("in the air"));
        assertTrue(describer.describe(landmarks(lifted), Map.of(), "a", 0.1).contains("in the air"));
    }

    @Test
    void aGapRestartsTheWindow() throws Exception {
        describer.describe(landmarks(new SampleBody()), Map.of(), "", 0.0);
        assertFalse(describer
                .describe(landmarks(new SampleBody().moved(0.3, 0)), Map.of(), "", 1.5)
                .contains("in the air"));
    }

    @Test
    void describesWhatIsNotVisible() throws Exception {
        final SampleBody body = new SampleBody();
        body.points()
                .keySet()
                .removeIf(part -> part == BodyPart.LEFT_WRIST || part == BodyPart.RIGHT_KNEE || part == BodyPart.NOSE);
        final String text = describer.describe(landmarks(body), Map.of(), "", null);
        assertTrue(text.contains("Left arm not seen"), text);
        assertTrue(text.contains("right leg not seen"), text);
        assertTrue(text.contains("Face not seen"), text);

        body.points().remove(BodyPart.LEFT_SHOULDER);
        assertEquals(
                ErrorCode.MISSING_TORSO,
                assertThrows(UnusablePoseException.class, () -> body(body)).code());
    }

    private void assertDescribes(final String words, final SampleBody body) throws UnusablePoseException {
        final String text = describe(body);
        assertTrue(text.contains(words), text);
    }

    private static String describe(final SampleBody body) throws UnusablePoseException {
        return new PoseDescriber(10, PoseDetail.TELLING).describe(landmarks(body), hands(body), "", null);
    }

    private static String body(final SampleBody body) throws UnusablePoseException {
        return new PoseDescriber(10, PoseDetail.TELLING).describe(landmarks(body), Map.of(), "", null);
    }

    // a figure that faces the camera has the camera's axes
    private static Landmarks<BodyPart> landmarks(final SampleBody body) {
        return new Landmarks<>(body.points());
    }

    private static Map<Side, Landmarks<HandPart>> hands(final SampleBody body) {
        final Map<Side, Landmarks<HandPart>> hands = new EnumMap<>(Side.class);
        for (final Side side : Side.values()) {
            hands.put(side, new Landmarks<>(body.hand(side).points()));
        }

        return hands;
    }
}
