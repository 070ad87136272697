/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;

/**
 * What a record asks. One of text, vector and error is not null.
 *
 * @param record as it was read
 * @param text to be embedded
 * @param vector of any length but zero
 * @param error why the record cannot be recognised
 */
record Query(InputRecord record, String text, float[] vector, RecordError error) {

    static Query ofText(final InputRecord record, final String text) {
        return new Query(record, text, null, null);
    }

    static Query ofVector(final InputRecord record, final float[] vector) {
        return new Query(record, null, vector, null);
    }

    static Query ofError(final InputRecord record, final String code, final String message) {
        return new Query(record, null, null, new RecordError(code, message));
    }
}
