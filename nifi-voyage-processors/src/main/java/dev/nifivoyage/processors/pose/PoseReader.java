/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Camera;
import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.LandmarkReader;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Mirroring;
import dev.nifivoyage.processors.pose.landmark.Side;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.Record;

import java.util.Date;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Reads poses from the records of one FlowFile, and counts the hands that could not be read.
 */
public final class PoseReader {
    private final LandmarkReader<BodyPart> bodies;
    private final Map<Side, LandmarkReader<HandPart>> hands = new EnumMap<>(Side.class);
    private final Mirroring mirroring;
    private final ValueRecordPath landmarks;
    private final Map<Side, ValueRecordPath> handPaths = new EnumMap<>(Side.class);
    private final Optional<ValueRecordPath> frameTime;
    private final Optional<ValueRecordPath> performer;
    private long skippedHands;
    private UnusablePoseException firstSkipped;

    PoseReader(final Camera camera, final double minimumVisibility, final PosePaths paths) {
        this.bodies = LandmarkReader.ofBodies(camera, minimumVisibility);
        for (final Side side : Side.values()) {
            hands.put(side, LandmarkReader.ofHands(side, camera, minimumVisibility));
        }
        this.mirroring = camera.mirroring();
        this.landmarks = new ValueRecordPath(paths.landmarks());
        compiled(paths.leftHand()).ifPresent(path -> handPaths.put(Side.LEFT, path));
        compiled(paths.rightHand()).ifPresent(path -> handPaths.put(Side.RIGHT, path));
        this.frameTime = compiled(paths.frameTime());
        this.performer = compiled(paths.performer());
    }

    private static Optional<ValueRecordPath> compiled(final String path) {
        return Optional.ofNullable(path).map(ValueRecordPath::new);
    }

    /**
     * Returns the body in a record.
     */
    public Landmarks<BodyPart> body(final Record record) throws UnusablePoseException {
        final Object value = value(landmarks, record);
        if (value == null) {
            throw new UnusablePoseException(
                    ErrorCode.MISSING_LANDMARKS,
                    "There are no landmarks at %s".formatted(landmarks.absentFrom(record)));
        }

        return bodies.read(value, landmarks.toString());
    }

    /**
     * Returns the hands in a record. Detectors omit a hand that they did not find, or write null, an empty array, or
     * zeros. A hand that cannot be read is skipped and counted, and the body is described without it.
     */
    public Map<Side, Landmarks<HandPart>> hands(final Record record) {
        final Map<Side, Landmarks<HandPart>> found = new EnumMap<>(Side.class);
        for (final Map.Entry<Side, ValueRecordPath> path : handPaths.entrySet()) {
            final Side side = path.getKey();
            final ValueRecordPath handPath = path.getValue();
            try {
                found.put(mirroring.side(side), hands.get(side).read(value(handPath, record), handPath.toString()));
            } catch (final UnusablePoseException e) {
                skip(e);
            }
        }

        return found;
    }

    private void skip(final UnusablePoseException reason) {
        if (reason.code() == ErrorCode.MISSING_LANDMARKS) {
            return;
        }

        skippedHands++;
        if (firstSkipped == null) {
            firstSkipped = reason;
        }
    }

    /**
     * Logs and counts the skipped hands, if any.
     */
    public void reportSkippedHands(final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {
        if (skippedHands > 0) {
            logger.warn(
                    "Skipped {} hands of {} and described their poses without them. First reason: {}",
                    skippedHands,
                    flowFile,
                    firstSkipped.getMessage());
            Counter.HANDS_SKIPPED.add(session, skippedHands);
        }
    }

    /**
     * Returns the time of the frame in seconds, or null if there is none.
     */
    public Double seconds(final Record record) throws UnusablePoseException {
        final Object value = frameTime.isEmpty() ? null : value(frameTime.get(), record);
        return switch (value) {
            case null -> null;
            case final Number millis when Double.isFinite(millis.doubleValue()) -> millis.doubleValue() / 1000;
            case final Date date -> date.getTime() / 1000.0;
            default ->
                throw new UnusablePoseException(
                        ErrorCode.UNUSABLE_TIME,
                        "The time of the frame at %s is neither a number of milliseconds nor a timestamp"
                                .formatted(frameTime.get()));
        };
    }

    /**
     * Returns the identifier of the person, or an empty string if there is none.
     */
    public String performer(final Record record) throws UnusablePoseException {
        final Object value = performer.isEmpty() ? null : value(performer.get(), record);
        return value == null ? "" : value.toString();
    }

    private static Object value(final ValueRecordPath path, final Record record) throws UnusablePoseException {
        final Iterator<FieldValue> selected = path.select(record).iterator();
        final Object value = selected.hasNext() ? selected.next().getValue() : null;
        if (selected.hasNext()) {
            throw new UnusablePoseException(
                    ErrorCode.MULTIPLE_VALUES, "The record path %s selects more than one value".formatted(path));
        }

        return value;
    }
}
