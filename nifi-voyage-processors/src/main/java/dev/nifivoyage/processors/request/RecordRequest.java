/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.List;

/**
 * The request of one or more consecutive records, or the error because of which they have none.
 */
public sealed interface RecordRequest {

    /**
     * Returns the records of the request. Empty if they already belong to an earlier request.
     */
    List<InputRecord> records();

    /**
     * A request that can be sent.
     *
     * @param key key of the request, which is its {@code custom_id}
     * @param emptyTexts number of empty texts of the records that are not part of the request
     */
    record Usable(List<InputRecord> records, RequestKey key, RequestBody body, int emptyTexts)
            implements RecordRequest {

        /**
         * Creates a request of all texts of its records.
         */
        public Usable(final List<InputRecord> records, final RequestKey key, final RequestBody body) {
            this(records, key, body, 0);
        }
    }

    /**
     * Records without a request.
     */
    record Unusable(List<InputRecord> records, RecordError error) implements RecordRequest {}
}
