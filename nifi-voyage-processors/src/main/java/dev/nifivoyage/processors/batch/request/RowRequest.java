/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.record.RowError;
import org.apache.nifi.serialization.record.Record;

import java.util.List;

/**
 * What one or more consecutive rows ask of Voyage: one request, or none for a reason.
 *
 * @param rows never empty
 * @param key what the request is made of, and its {@code custom_id}; null when there is none
 * @param body the request; null when there is none
 * @param unusable why there is no request, or null
 */
public record RowRequest(List<Record> rows, EmbeddingKey key, RequestBody body, RowError unusable) {

    public static RowRequest of(final List<Record> rows, final EmbeddingKey key, final RequestBody body) {
        return new RowRequest(rows, key, body, null);
    }

    public static RowRequest unusable(final List<Record> rows, final RowError reason) {
        return new RowRequest(rows, null, null, reason);
    }

    public boolean isUsable() {
        return unusable == null;
    }
}
