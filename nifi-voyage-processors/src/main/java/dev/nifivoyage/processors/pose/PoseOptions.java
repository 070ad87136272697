/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.landmark.Camera;
import dev.nifivoyage.processors.pose.landmark.CoordinateSystem;
import dev.nifivoyage.processors.pose.landmark.Mirroring;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.pose.text.PoseDetail;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Settings for reading and describing poses, resolved from {@link PoseProperties}.
 *
 * @param aspectRatio evaluated for each FlowFile; empty unless coordinates are relative to the picture
 * @param minimumVisibility 0 to 1; landmarks with a lower visibility are treated as missing
 * @param degreeStep angles are rounded to a multiple of it
 */
public record PoseOptions(
        CoordinateSystem coordinates,
        Optional<PropertyValue> aspectRatio,
        Mirroring mirroring,
        double minimumVisibility,
        PosePaths paths,
        int degreeStep,
        PoseDetail detail) {

    /**
     * Resolves the properties.
     */
    public static PoseOptions of(final PropertyContext context) {
        final CoordinateSystem coordinates =
                context.getProperty(PoseProperties.COORDINATES).asAllowableValue(CoordinateSystem.class);
        return new PoseOptions(
                coordinates,
                // NiFi rejects reading a property that depends on another value
                coordinates == CoordinateSystem.IMAGE
                        ? Optional.of(context.getProperty(PoseProperties.ASPECT_RATIO))
                        : Optional.empty(),
                context.getProperty(PoseProperties.MIRRORING).asAllowableValue(Mirroring.class),
                context.getProperty(PoseProperties.MINIMUM_VISIBILITY).asDouble(),
                new PosePaths(
                        context.getProperty(PoseProperties.LANDMARKS_RECORD_PATH)
                                .getValue(),
                        context.getProperty(PoseProperties.LEFT_HAND_RECORD_PATH)
                                .getValue(),
                        context.getProperty(PoseProperties.RIGHT_HAND_RECORD_PATH)
                                .getValue(),
                        context.getProperty(PoseProperties.FRAME_TIME_RECORD_PATH)
                                .getValue(),
                        context.getProperty(PoseProperties.PERFORMER_RECORD_PATH)
                                .getValue()),
                context.getProperty(PoseProperties.DEGREE_STEP).asInteger(),
                context.getProperty(PoseProperties.DETAIL).asAllowableValue(PoseDetail.class));
    }

    /**
     * Creates a reader for the poses of one FlowFile.
     *
     * @throws IllegalArgumentException if the attributes of the FlowFile do not evaluate to an aspect ratio
     */
    public PoseReader reader(final FlowFile flowFile) {
        return reader(value -> value.evaluateAttributeExpressions(flowFile));
    }

    /**
     * Creates a reader for the poses of a verification.
     *
     * @throws IllegalArgumentException if the attributes do not evaluate to an aspect ratio
     */
    PoseReader reader(final Map<String, String> attributes) {
        return reader(value -> value.evaluateAttributeExpressions(attributes));
    }

    private PoseReader reader(final UnaryOperator<PropertyValue> evaluation) {
        final double ratio = aspectRatio
                .map(value -> AspectRatio.parse(evaluation.apply(value).getValue()))
                .orElse(1.0);
        return new PoseReader(new Camera(coordinates, ratio, mirroring), minimumVisibility, paths);
    }

    /**
     * Creates a describer that has not seen any frame.
     */
    public PoseDescriber describer() {
        return new PoseDescriber(degreeStep, detail);
    }
}
