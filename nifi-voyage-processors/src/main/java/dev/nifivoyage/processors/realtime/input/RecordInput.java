/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.record.RecordError;

/**
 * The input of a record or FlowFile, or the reason why it has none that can be embedded.
 */
public sealed interface RecordInput {

    record Usable(EmbeddingInput input) implements RecordInput {}

    /**
     * @param bytes number of bytes that the record holds besides its other fields
     */
    record Unusable(RecordError error, long bytes) implements RecordInput {

        /**
         * An unusable record of usual size.
         */
        public Unusable(final RecordError error) {
            this(error, 0);
        }
    }
}
