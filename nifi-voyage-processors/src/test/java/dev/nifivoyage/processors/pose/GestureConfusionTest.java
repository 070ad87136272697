/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The sample poses, described, lie nearest to the text of their own gesture by a real sentence model, and the threshold
 * of the flow gesture-library tells gestures from what people do between them.
 */
class GestureConfusionTest {
    private static SampleMatcher matcher;
    private static GestureConfusion confusion;
    private static GestureConfusion turned;
    private static GestureConfusion everyday;

    @BeforeAll
    static void match() throws Exception {
        matcher = SampleMatcher.ofGestures();
        confusion = new GestureConfusion(matcher, SampleTexts.of(SampleGesture.values()));
        turned = new GestureConfusion(matcher, SampleTexts.turned(SampleGesture.values()));
        everyday = new GestureConfusion(matcher, SampleTexts.of(EverydayPose.values()));
    }

    @ParameterizedTest
    @EnumSource(SampleGesture.class)
    void mostFramesMatchTheirOwnLabel(final SampleGesture gesture) {
        assertEquals(gesture.name(), confusion.majority(gesture));
    }

    @Test
    void almostAllFramesMatchTheirOwnLabel() {
        assertTrue(confusion.nearestToOwn() >= 116, () -> confusion.nearestToOwn() + " of 120 frames are right");
    }

    /** Twice the unrest, another seed, and a camera at the side: there the descriptions are weaker. */
    @Test
    void framesOfAnotherCameraMatchToo() {
        for (final SampleGesture gesture : SampleGesture.values()) {
            assertEquals(gesture.name(), turned.majority(gesture));
        }
        assertTrue(turned.nearestToOwn() >= 110, () -> turned.nearestToOwn() + " of 120 frames are right");
        assertEquals(SamplePoses.FRAMES, turned.nearest(SampleGesture.THUMBS_UP, "THUMBS_UP"));
        assertEquals(SamplePoses.FRAMES, turned.nearest(SampleGesture.THUMBS_DOWN, "THUMBS_DOWN"));
    }

    @Test
    void thumbsUpIsNeverThumbsDown() {
        assertEquals(SamplePoses.FRAMES, confusion.nearest(SampleGesture.THUMBS_UP, "THUMBS_UP"));
        assertEquals(SamplePoses.FRAMES, confusion.nearest(SampleGesture.THUMBS_DOWN, "THUMBS_DOWN"));
    }

    @Test
    void libraryHasAllGestures() throws Exception {
        assertEquals(
                Arrays.stream(SampleGesture.values()).map(Enum::name).toList(),
                List.copyOf(SampleTexts.library().keySet()));
    }

    @ParameterizedTest
    @EnumSource(SampleGesture.class)
    void mostFramesOfAGestureAreKnown(final SampleGesture gesture) {
        final int known = confusion.reported(gesture, gesture.name());

        assertTrue(known > SamplePoses.FRAMES / 2, () -> gesture + ": " + known);
    }

    @Test
    void nearlyAllGesturesAreKnown() {
        assertTrue(confusion.reportedAsOwn() >= 111, () -> confusion.reportedAsOwn() + " of 120 frames are known");
        assertEquals(0, confusion.reportedAsOthers());
    }

    /** Frames that were not at hand when the threshold was chosen. */
    @Test
    void gesturesOfAnotherCameraAreKnownToo() {
        assertTrue(turned.reportedAsOwn() >= 108, () -> turned.reportedAsOwn() + " of 120 frames are known");
        assertTrue(turned.reportedAsOthers() <= 2, () -> turned.reportedAsOthers() + " frames have a wrong label");
    }

    @Test
    void mostOfWhatIsNoGestureIsUnknown() throws Exception {
        final GestureConfusion others = new GestureConfusion(matcher, SampleTexts.turned(EverydayPose.values()));

        assertTrue(
                everyday.reportedAsOthers() <= everyday.frames() / 8, () -> everyday.reportedAsOthers() + " are known");
        assertTrue(others.reportedAsOthers() <= others.frames() / 8, () -> others.reportedAsOthers() + " are known");
    }

    @ParameterizedTest
    @EnumSource(
            value = EverydayPose.class,
            names = {"YAWNING", "OPENING_A_DOOR", "HANDS_IN_POCKETS"},
            mode = EnumSource.Mode.EXCLUDE)
    void everydayPosesAreUnknown(final EverydayPose pose) {
        assertTrue(everyday.reported(pose).isEmpty(), () -> pose + ": " + everyday.reported(pose));
    }

    /** Each of them is what the threshold is for. */
    @Test
    void withoutThresholdEverythingIsAGesture() throws Exception {
        final GestureConfusion all =
                new GestureConfusion(matcher.withoutThresholds(), SampleTexts.of(EverydayPose.values()));

        assertEquals(all.frames(), all.reportedAsOthers());
    }
}
