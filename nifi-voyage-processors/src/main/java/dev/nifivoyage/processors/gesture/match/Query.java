/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;

/**
 * A record that is compared with the library.
 */
sealed interface Query {

    InputRecord record();

    /**
     * @param text to embed
     */
    record Text(InputRecord record, String text) implements Query {}

    /**
     * @param image to embed
     */
    record Image(InputRecord record, EmbeddingInput image) implements Query {}

    /**
     * @param numbers of any length except zero
     */
    record Vector(InputRecord record, float[] numbers) implements Query {}

    /**
     * @param error the reason why the record cannot be compared
     * @param bytes number of bytes that the record holds besides its other fields
     */
    record Unusable(InputRecord record, RecordError error, long bytes) implements Query {

        /**
         * An unusable record of usual size.
         */
        Unusable(final InputRecord record, final RecordError error) {
            this(record, error, 0);
        }
    }
}
