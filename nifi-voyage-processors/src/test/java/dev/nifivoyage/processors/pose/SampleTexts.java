/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sample files, described.
 */
public final class SampleTexts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Camera CAMERA = new Camera(CoordinateSystem.IMAGE, 16.0 / 9, Mirroring.NONE);

    private SampleTexts() {}

    /** The text of each frame of each figure. */
    static Map<SampleFigure, List<String>> of(final SampleFigure... figures) throws IOException, UnusablePoseException {
        final Map<SampleFigure, List<String>> texts = new LinkedHashMap<>();
        for (final SampleFigure figure : figures) {
            texts.put(figure, describe(SamplePoses.lines(figure)));
        }

        return texts;
    }

    /** The same with twice the unrest, other seeds, and a camera at the side. */
    static Map<SampleFigure, List<String>> turned(final SampleFigure... figures)
            throws IOException, UnusablePoseException {
        final Map<SampleFigure, List<String>> texts = new LinkedHashMap<>();
        for (final SampleFigure figure : figures) {
            texts.put(figure, describe(SamplePoses.lines(figure, 1_000 + figure.seed(), 0.006, 35)));
        }

        return texts;
    }

    /** The texts of all frames of all gestures. */
    public static List<String> ofAllFrames() throws IOException, UnusablePoseException {
        final List<String> texts = new ArrayList<>();
        of(SampleGesture.values()).values().forEach(texts::addAll);

        return texts;
    }

    /** The text of each frame, one in each line. */
    static List<String> describe(final String lines) throws IOException, UnusablePoseException {
        final LandmarkReader<BodyPart> bodies = LandmarkReader.ofBodies(CAMERA, 0.5);
        final LandmarkReader<HandPart> left = LandmarkReader.ofHands(Side.LEFT, CAMERA, 0.5);
        final LandmarkReader<HandPart> right = LandmarkReader.ofHands(Side.RIGHT, CAMERA, 0.5);
        final PoseDescriber describer = new PoseDescriber(10, PoseDetail.TELLING);
        final List<String> texts = new ArrayList<>();
        for (final String line : lines.lines().toList()) {
            final JsonNode record = JSON.readTree(line);
            final Map<Side, Landmarks<HandPart>> seen = new EnumMap<>(Side.class);
            if (record.path("left_hand").isArray()) {
                seen.put(Side.LEFT, left.read(points(record, "left_hand"), "/left_hand"));
            }
            if (record.path("right_hand").isArray()) {
                seen.put(Side.RIGHT, right.read(points(record, "right_hand"), "/right_hand"));
            }
            texts.add(describer.describe(
                    bodies.read(points(record, "landmarks"), "/landmarks"),
                    seen,
                    record.path("performer").asText(),
                    record.path("time").asLong() / 1000.0));
        }

        return texts;
    }

    /** The first frame of a gesture with its landmarks as arrays of x, y, z and visibility. */
    static ObjectNode firstFrame(final SampleGesture gesture) throws IOException {
        final ObjectNode frame = (ObjectNode)
                JSON.readTree(SamplePoses.lines(gesture).lines().findFirst().orElseThrow());
        for (final String field : List.of("landmarks", "left_hand", "right_hand")) {
            final ArrayNode points = JSON.createArrayNode();
            frame.path(field)
                    .forEach(point -> points.addArray()
                            .add(point.path("x"))
                            .add(point.path("y"))
                            .add(point.path("z"))
                            .add(point.path("visibility")));
            frame.set(field, points);
        }

        return frame;
    }

    /** The texts of the gesture library by label: the text, and then its variations. */
    public static Map<String, List<String>> library() throws IOException {
        return library("gestures");
    }

    /** The texts of a shipped library by label. */
    static Map<String, List<String>> library(final String name) throws IOException {
        final Map<String, List<String>> library = new LinkedHashMap<>();
        for (final String line :
                resource("/gestures/" + name + ".jsonl").lines().toList()) {
            final JsonNode record = JSON.readTree(line);
            final List<String> texts =
                    new ArrayList<>(List.of(record.path("text").asText()));
            record.path("variations").forEach(variation -> texts.add(variation.asText()));
            library.put(record.path("label").asText(), texts);
        }

        return library;
    }

    static String resource(final String name) throws IOException {
        try (InputStream input = SampleTexts.class.getResourceAsStream(name)) {
            if (input == null) {
                throw new IOException(name + " is not on the class path");
            }

            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Object points(final JsonNode record, final String field) {
        return JSON.convertValue(record.path(field), Object.class);
    }
}
