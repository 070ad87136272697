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
 * What one or more consecutive records ask of Voyage: one request, or none for a reason.
 *
 * @param records never empty
 * @param key what the request is made of, and its {@code custom_id}; null when there is none
 * @param body the request; null when there is none
 * @param unusable why there is no request, or null
 * @param leftOut empty texts of the records that the request does without
 */
public record RecordRequest(
        List<InputRecord> records, RequestKey key, RequestBody body, RecordError unusable, int leftOut) {

    public static RecordRequest of(final List<InputRecord> records, final RequestKey key, final RequestBody body) {
        return new RecordRequest(records, key, body, null, 0);
    }

    public static RecordRequest unusable(final List<InputRecord> records, final RecordError reason) {
        return new RecordRequest(records, null, null, reason, 0);
    }

    /**
     * The same request, which does without empty texts.
     */
    RecordRequest leavingOut(final int texts) {
        return new RecordRequest(records, key, body, unusable, texts);
    }

    public boolean isUsable() {
        return unusable == null;
    }
}
