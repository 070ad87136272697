/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;

/**
 * A record of a library.
 */
public sealed interface GestureRecord {

    InputRecord record();

    record Usable(InputRecord record, Gesture gesture) implements GestureRecord {}

    /**
     * @param error the reason why the record is not a gesture; names its label if there is one
     * @param bytes number of bytes of its images
     */
    record Unusable(InputRecord record, RecordError error, long bytes) implements GestureRecord {

        /**
         * An unusable record of usual size.
         */
        public Unusable(final InputRecord record, final RecordError error) {
            this(record, error, 0);
        }
    }
}
