/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Camera;
import dev.nifivoyage.processors.pose.landmark.CoordinateSystem;
import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.LandmarkReader;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Mirroring;
import dev.nifivoyage.processors.pose.landmark.Side;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.pose.text.PoseDetail;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reads any JSON as the landmarks of a body and of hands, and describes it. The result is a text in words, or a reason;
 * the same for JSON in a text as for the lists and records that the text holds.
 */
public final class LandmarksFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Camera> CAMERAS = List.of(
            new Camera(CoordinateSystem.IMAGE, 16.0 / 9, Mirroring.NONE),
            new Camera(CoordinateSystem.WORLD, 1, Mirroring.values()[1]),
            new Camera(CoordinateSystem.PIXEL, 1, Mirroring.values()[Mirroring.values().length - 1]));

    private LandmarksFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        final String text = new String(input, StandardCharsets.UTF_8);
        final Camera camera = CAMERAS.get(input.length % CAMERAS.size());
        final String described = describe(text, camera);
        if (text.strip().startsWith("[") || text.strip().startsWith("{")) {
            try {
                assertEquals(described, describe(JSON.readValue(text, Object.class), camera));
            } catch (final JsonProcessingException e) {
                // not JSON, or a form of it that only the reader of landmarks accepts
            }
        }
    }

    private static String describe(final Object value, final Camera camera) {
        final Map<Side, Landmarks<HandPart>> hands = new EnumMap<>(Side.class);
        for (final Side side : Side.values()) {
            try {
                hands.put(side, LandmarkReader.ofHands(side, camera, 0.5).read(value, "/hand"));
            } catch (final UnusablePoseException e) {
                check(e);
            }
        }

        try {
            final Landmarks<BodyPart> body =
                    LandmarkReader.ofBodies(camera, 0.5).read(value, "/landmarks");
            final PoseDescriber describer = new PoseDescriber(5, PoseDetail.FULL);
            describer.describe(body, hands, "", 0.0);
            final String text = describer.describe(body, hands, "", 0.5);
            assertTrue(text.matches("[A-Z].*\\."), text);
            assertFalse(text.matches(".*(?:NaN|null|Infinity|-\\d).*"), text);
            return text;
        } catch (final UnusablePoseException e) {
            check(e);
            return "%s, hands %s".formatted(e.code(), hands.keySet());
        }
    }

    private static void check(final UnusablePoseException e) {
        assertFalse(e.getMessage().isBlank());
        assertTrue(e.getMessage().length() < 1_500, e.getMessage());
    }
}
