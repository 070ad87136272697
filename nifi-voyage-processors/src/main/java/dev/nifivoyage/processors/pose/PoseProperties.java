/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.landmark.CoordinateSystem;
import dev.nifivoyage.processors.pose.landmark.Mirroring;
import dev.nifivoyage.processors.pose.text.PoseDetail;
import dev.nifivoyage.processors.property.DecimalRange;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;

/**
 * Properties of the processors that read poses.
 */
public final class PoseProperties {

    public static final PropertyDescriptor LANDMARKS_RECORD_PATH = path("Landmarks Record Path")
            .description("A RecordPath that points to the 33 landmarks of a body: "
                    + "an array of records with x, y, z, and visibility, an array of arrays of these numbers, a record with one field per landmark name, "
                    + "or any of these as a JSON string. Use / for flat columns such as nose_x or x0.")
            .required(true)
            .defaultValue("/landmarks")
            .build();

    public static final PropertyDescriptor LEFT_HAND_RECORD_PATH = path("Left Hand Record Path")
            .description(
                    "A RecordPath that points to the 21 landmarks of the person's left hand, in any of the forms accepted for the body. "
                            + "Null, an empty array, or zeros mean that no hand was detected. "
                            + "If not set, fingers are not described. Use / for flat columns such as left_hand_x0.")
            .build();

    public static final PropertyDescriptor RIGHT_HAND_RECORD_PATH = path("Right Hand Record Path")
            .description("A RecordPath that points to the 21 landmarks of the person's right hand")
            .build();

    public static final PropertyDescriptor FRAME_TIME_RECORD_PATH = path("Frame Time Record Path")
            .description(
                    "A RecordPath that points to the time of a frame: milliseconds, such as the timestamps of MediaPipe, or a timestamp. "
                            + "If set, motion is described over the last second and includes its pace. "
                            + "Otherwise motion is described over the last 30 frames.")
            .build();

    public static final PropertyDescriptor PERFORMER_RECORD_PATH = path("Performer Record Path")
            .description(
                    "A RecordPath that points to the identifier of the person. Motion is described between records of the same person within a FlowFile. "
                            + "If not set, all records are treated as one person.")
            .build();

    public static final PropertyDescriptor COORDINATES = new PropertyDescriptor.Builder()
            .name("Coordinates")
            .description("Specifies the coordinate system of the landmarks")
            .required(true)
            .allowableValues(CoordinateSystem.class)
            .defaultValue(CoordinateSystem.IMAGE)
            .build();

    public static final PropertyDescriptor ASPECT_RATIO = new PropertyDescriptor.Builder()
            .name("Aspect Ratio")
            .description(
                    "Width and height of the picture. Image coordinates are fractions of both, so a wrong ratio leads to wrong angles.")
            .dependsOn(COORDINATES, CoordinateSystem.IMAGE)
            .required(true)
            .defaultValue("16:9")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(new AspectRatio())
            .build();

    public static final PropertyDescriptor MIRRORING = new PropertyDescriptor.Builder()
            .name("Mirroring")
            .description(
                    "Specifies whether left and right of the picture were swapped. "
                            + "Texts use the person's own left and right, and whether a palm faces forward or a hand is behind the body depends on this setting.")
            .required(true)
            .allowableValues(Mirroring.class)
            .defaultValue(Mirroring.NONE)
            .build();

    public static final PropertyDescriptor MINIMUM_VISIBILITY = new PropertyDescriptor.Builder()
            .name("Minimum Visibility")
            .description(
                    "Landmarks with a lower visibility are treated as missing. Landmarks without a visibility are treated as visible, "
                            + "and so are all landmarks of a hand whose visibilities are all 0.")
            .required(true)
            .defaultValue("0.5")
            .addValidator(DecimalRange.of(0, 1))
            .build();

    public static final PropertyDescriptor DETAIL = new PropertyDescriptor.Builder()
            .name("Detail")
            .description("Specifies how much of a pose is described")
            .required(true)
            .allowableValues(PoseDetail.class)
            .defaultValue(PoseDetail.TELLING)
            .build();

    public static final PropertyDescriptor DEGREE_STEP = new PropertyDescriptor.Builder()
            .name("Degree Step")
            .description(
                    "Angles are rounded to a multiple of this number of degrees. Larger steps give more frames the same text, which is embedded and paid for once.")
            .required(true)
            .defaultValue("10")
            .addValidator(StandardValidators.createLongValidator(1, 90, true))
            .build();

    private PoseProperties() {}

    private static PropertyDescriptor.Builder path(final String name) {
        return new PropertyDescriptor.Builder().name(name).addValidator(new RecordPathValidator());
    }
}
