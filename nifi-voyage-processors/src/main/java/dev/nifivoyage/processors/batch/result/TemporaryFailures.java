/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.RecordError;

/**
 * Unprocessed records whose request failed temporarily at Voyage.
 *
 * @param records number of records
 * @param first error of the first one; null if there is none
 */
record TemporaryFailures(long records, RecordError first) {
    static final TemporaryFailures NONE = new TemporaryFailures(0, null);

    TemporaryFailures and(final long more, final RecordError error) {
        return new TemporaryFailures(records + more, first == null ? error : first);
    }
}
