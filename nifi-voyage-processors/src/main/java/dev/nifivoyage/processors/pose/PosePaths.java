/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Camera;
import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.LandmarkReader;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Mirroring;
import dev.nifivoyage.processors.pose.landmark.Side;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.record.ValueRecordPath;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.Record;

import java.util.Date;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Where a record has its pose.
 */
public final class PosePaths {
    private final LandmarkReader<BodyPart> bodies;
    private final Map<Side, LandmarkReader<HandPart>> hands = new EnumMap<>(Side.class);
    private final Mirroring mirroring;
    private final ValueRecordPath landmarks;
    private final Map<Side, ValueRecordPath> handPaths = new EnumMap<>(Side.class);
    private final ValueRecordPath time;
    private final ValueRecordPath performer;
    private long handsLeftOut;
    private UnusablePoseException firstLeftOut;

    /**
     * Compiled paths.
     *
     * @param leftHand null when there is none, as for the following
     */
    public PosePaths(
            final Camera camera,
            final double minimumVisibility,
            final String landmarks,
            final String leftHand,
            final String rightHand,
            final String time,
            final String performer) {
        this.bodies = LandmarkReader.ofBodies(camera, minimumVisibility);
        for (final Side side : Side.values()) {
            hands.put(side, LandmarkReader.ofHands(side, camera, minimumVisibility));
        }
        this.mirroring = camera.mirroring();
        this.landmarks = new ValueRecordPath(landmarks);
        if (leftHand != null) {
            handPaths.put(Side.LEFT, new ValueRecordPath(leftHand));
        }
        if (rightHand != null) {
            handPaths.put(Side.RIGHT, new ValueRecordPath(rightHand));
        }
        this.time = time == null ? null : new ValueRecordPath(time);
        this.performer = performer == null ? null : new ValueRecordPath(performer);
    }

    /** The body. */
    public Landmarks<BodyPart> body(final Record record) throws UnusablePoseException {
        return bodies.read(value(landmarks, record), landmarks.toString());
    }

    /**
     * The hands that were seen. Detectors leave out the others, or give them as null, as an empty array, or as zeros. What is no hand is left out as well, so that the body is described all the same,
     * and counted.
     */
    public Map<Side, Landmarks<HandPart>> hands(final Record record) {
        final Map<Side, Landmarks<HandPart>> found = new EnumMap<>(Side.class);
        for (final Map.Entry<Side, ValueRecordPath> path : handPaths.entrySet()) {
            final Side side = path.getKey();
            try {
                found.put(
                        mirroring.side(side),
                        hands.get(side)
                                .read(
                                        value(path.getValue(), record),
                                        path.getValue().toString()));
            } catch (final UnusablePoseException e) {
                leaveOut(e);
            }
        }

        return found;
    }

    private void leaveOut(final UnusablePoseException reason) {
        if (reason.code().equals(UnusablePoseException.MISSING)) {
            return;
        }

        handsLeftOut++;
        if (firstLeftOut == null) {
            firstLeftOut = reason;
        }
    }

    /** The number of hands that were there, but could not be read. */
    public long handsLeftOut() {
        return handsLeftOut;
    }

    /** For the log: how many hands were left out and why the first was; null when none was. */
    public String leftOut() {
        return firstLeftOut == null
                ? null
                : "%d hands are left out, and their poses described without them. The first: %s"
                        .formatted(handsLeftOut, firstLeftOut.getMessage());
    }

    /** The time of the frame in seconds, or null when no path is set or it leads to no value. */
    public Double seconds(final Record record) throws UnusablePoseException {
        final Object value = time == null ? null : value(time, record);
        return switch (value) {
            case null -> null;
            case final Number millis when Double.isFinite(millis.doubleValue()) -> millis.doubleValue() / 1000;
            case final Date date -> date.getTime() / 1000.0;
            default ->
                throw new UnusablePoseException(
                        ErrorCode.UNUSABLE_TIME.code(),
                        "The time of the frame at %s is neither a number of milliseconds nor a timestamp"
                                .formatted(time));
        };
    }

    /** Whose frame it is; the empty text when no path is set. */
    public String performer(final Record record) throws UnusablePoseException {
        final Object value = performer == null ? null : value(performer, record);
        return value == null ? "" : value.toString();
    }

    private static Object value(final ValueRecordPath path, final Record record) throws UnusablePoseException {
        final Iterator<FieldValue> selected = path.select(record).iterator();
        final Object value = selected.hasNext() ? selected.next().getValue() : null;
        if (selected.hasNext()) {
            throw new UnusablePoseException(
                    ErrorCode.MULTIPLE_VALUES.code(), "The record path %s selects more than one value".formatted(path));
        }

        return value;
    }
}
