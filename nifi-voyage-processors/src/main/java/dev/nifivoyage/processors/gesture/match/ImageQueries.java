/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.multimodal.TextAndMediaReader;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.record.InputRecord;

/**
 * Queries from records with an image. Several images of a record are embedded as one input.
 */
final class ImageQueries implements QueryReader {
    private final TextAndMediaReader images;

    ImageQueries(final String path) {
        this.images = new TextAndMediaReader(null, path);
    }

    @Override
    public Query read(final InputRecord record) {
        return switch (images.read(record)) {
            case RecordInput.Usable(final EmbeddingInput image) -> new Query.Image(record, image);
            case final RecordInput.Unusable unusable -> new Query.Unusable(record, unusable.error(), unusable.bytes());
        };
    }
}
