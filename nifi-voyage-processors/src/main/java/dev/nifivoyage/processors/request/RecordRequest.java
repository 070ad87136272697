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
 *
 * @param records records of the request, at least one
 * @param key key of the request, which is its {@code custom_id}; null without a request
 * @param body body of the request; null without a request
 * @param unusable error of records without a request, or null
 * @param emptyTexts number of empty texts of the records that are not part of the request
 */
public record RecordRequest(
        List<InputRecord> records, RequestKey key, RequestBody body, RecordError unusable, int emptyTexts) {

    public static RecordRequest of(final List<InputRecord> records, final RequestKey key, final RequestBody body) {
        return new RecordRequest(records, key, body, null, 0);
    }

    public static RecordRequest unusable(final List<InputRecord> records, final RecordError reason) {
        return new RecordRequest(records, null, null, reason, 0);
    }

    /**
     * Returns this request with a number of skipped empty texts.
     */
    RecordRequest withEmptyTexts(final int texts) {
        return new RecordRequest(records, key, body, unusable, texts);
    }

    public boolean isUsable() {
        return unusable == null;
    }
}
