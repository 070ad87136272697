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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The sample poses, described, lie nearest to the text of their own gesture by a real sentence model. Writes {@code target/gestures.md}.
 */
class GestureConfusionTest {
    private static GestureConfusion confusion;

    @BeforeAll
    static void match() throws Exception {
        confusion = new GestureConfusion();
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("gestures.md"), confusion.page());
    }

    @ParameterizedTest
    @EnumSource(SampleGesture.class)
    void mostFramesMatchTheirOwnLabel(final SampleGesture gesture) {
        assertEquals(gesture.name(), confusion.majority(gesture));
    }

    @Test
    void almostAllFramesMatchTheirOwnLabel() {
        final int right = Arrays.stream(SampleGesture.values()).mapToInt(gesture -> confusion.frames(gesture, gesture.name())).sum();
        assertTrue(right >= 113, () -> right + " of 120 frames are right");
    }

    @Test
    void thumbsUpIsNeverThumbsDown() {
        assertEquals(SamplePoses.FRAMES, confusion.frames(SampleGesture.THUMBS_UP, "THUMBS_UP"));
        assertEquals(SamplePoses.FRAMES, confusion.frames(SampleGesture.THUMBS_DOWN, "THUMBS_DOWN"));
    }

    @Test
    void libraryHasAllGestures() {
        assertEquals(Arrays.stream(SampleGesture.values()).map(Enum::name).toList(), confusion.labels());
    }
}
