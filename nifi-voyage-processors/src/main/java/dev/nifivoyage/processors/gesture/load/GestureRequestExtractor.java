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
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.path.Utf8Text;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.request.TextBody;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Extracts one request per text of a gesture. The first request carries the record of the gesture, so that records are
 * counted once. A gesture with an unusable text is not sent.
 */
public final class GestureRequestExtractor implements RequestExtractor {
    private final RequestKey.Deriver keys;
    private final GesturePaths paths;

    public GestureRequestExtractor(final EmbeddingParameters parameters, final GesturePaths paths) {
        this.keys = RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters);
        this.paths = paths;
    }

    @Override
    public RecordRequests read(final InputRecords records) {
        return new Texts(new GestureReader(records, paths));
    }

    private final class Texts implements RecordRequests {
        private final GestureReader gestures;
        private final Queue<RecordRequest> ofThisGesture = new ArrayDeque<>();

        private Texts(final GestureReader gestures) {
            this.gestures = gestures;
        }

        @Override
        public RecordRequest next() throws IOException, MalformedRecordException {
            if (!ofThisGesture.isEmpty()) {
                return ofThisGesture.remove();
            }

            return switch (gestures.next()) {
                case null -> null;
                case final GestureRecord.Unusable unusable ->
                    new RecordRequest.Unusable(List.of(unusable.record()), unusable.error());
                case GestureRecord.Usable(final InputRecord record, final Gesture gesture) -> {
                    List<InputRecord> records = List.of(record);
                    for (final String text : gesture.texts()) {
                        ofThisGesture.add(new RecordRequest.Usable(
                                records,
                                keys.of(text),
                                new TextBody(Utf8Text.of(text).orElseThrow())));
                        records = List.of();
                    }
                    yield ofThisGesture.remove();
                }
            };
        }
    }
}
