/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Side;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes poses in words, frame by frame. Holds the recent frames of at most {@value #MAXIMUM_PERFORMERS} performers
 * and evicts the least recently seen. Deterministic: the same frames in the same order result in the same texts. Not
 * thread-safe.
 */
public final class PoseDescriber {
    private static final int MAXIMUM_PERFORMERS = 1_000;

    private final int degreeStep;
    private final PoseDetail detail;
    private final Map<String, MotionWindow> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<String, MotionWindow> eldest) {
            return size() > MAXIMUM_PERFORMERS;
        }
    };

    /**
     * @param degreeStep step in degrees to which angles are rounded
     */
    public PoseDescriber(final int degreeStep, final PoseDetail detail) {
        this.degreeStep = degreeStep;
        this.detail = detail;
    }

    /**
     * Describes a frame, including the motion since the previous frames of the same performer.
     *
     * @param landmarks the visible landmarks of the body
     * @param hands the hands whose fingers are visible
     * @param performer name of the performer, or an empty string if there is only one
     * @param seconds time of the frame, or null if unknown
     * @throws UnusablePoseException if too little of the body is visible
     */
    public String describe(
            final Landmarks<BodyPart> landmarks,
            final Map<Side, Landmarks<HandPart>> hands,
            final String performer,
            final Double seconds)
            throws UnusablePoseException {
        final Body body = new Body(landmarks);
        final MotionWindow window = windows.computeIfAbsent(performer, name -> new MotionWindow());
        window.add(Snapshot.of(body, seconds));

        final List<String> sentences = new ArrayList<>();
        sentences.add("Person " + TrunkText.lean(body));
        sentences.addAll(new ArmsText(body, hands, detail).sentences());
        sentences.addAll(new MotionText(window).sentences());
        final List<String> rest = new ArrayList<>(TrunkText.head(body));
        final String legs = LegsText.of(body);
        if (detail == PoseDetail.FULL || !legs.equals(LegsText.NEUTRAL)) {
            rest.add(legs);
        }
        if (!rest.isEmpty()) {
            sentences.add(Sentences.capitalize(String.join(", ", rest)));
        }
        final String joints = new JointText(body, degreeStep, detail).sentence();
        if (!joints.isEmpty()) {
            sentences.add(joints);
        }

        return String.join(". ", sentences) + ".";
    }
}
