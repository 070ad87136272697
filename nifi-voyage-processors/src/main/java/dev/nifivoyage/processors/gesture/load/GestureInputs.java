/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.gesture.library.Gesture;
import dev.nifivoyage.processors.gesture.library.GesturePaths;
import dev.nifivoyage.processors.gesture.library.GestureReader;
import dev.nifivoyage.processors.gesture.library.GestureRecord;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.MixedPart;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.record.InputRecord;

import java.util.List;
import java.util.stream.Stream;

/**
 * Reads all texts and images of a gesture as one input, to estimate what they cost.
 */
public final class GestureInputs implements InputReader {
    private final GestureReader gestures;

    public GestureInputs(final GesturePaths paths) {
        this.gestures = new GestureReader(null, paths);
    }

    @Override
    public RecordInput read(final InputRecord record) {
        return switch (gestures.read(record)) {
            case final GestureRecord.Unusable unusable -> new RecordInput.Unusable(unusable.error());
            case final GestureRecord.Usable usable -> new RecordInput.Usable(new MixedInput(parts(usable.gesture())));
        };
    }

    private static List<MixedPart> parts(final Gesture gesture) {
        return Stream.concat(
                        gesture.texts().stream().map(MixedPart.Text::new),
                        gesture.images().stream().flatMap(image -> image.parts().stream()))
                .map(MixedPart.class::cast)
                .toList();
    }
}
