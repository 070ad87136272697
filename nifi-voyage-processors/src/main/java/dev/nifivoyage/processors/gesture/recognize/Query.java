/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.recognize;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RowError;

/**
 * What a row asks. One of text, vector and error is not null.
 *
 * @param row as it was read
 * @param text to be embedded
 * @param vector of any length but zero
 * @param error why the row cannot be recognised
 */
record Query(InputRecord row, String text, float[] vector, RowError error) {

    static Query ofText(final InputRecord row, final String text) {
        return new Query(row, text, null, null);
    }

    static Query ofVector(final InputRecord row, final float[] vector) {
        return new Query(row, null, vector, null);
    }

    static Query ofError(final InputRecord row, final String code, final String message) {
        return new Query(row, null, null, new RowError(code, message));
    }
}
