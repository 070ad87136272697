/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordText;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that are held until their texts have vectors: as many as one request takes with their distinct texts, but not more than {@value #RECORDS_PER_TEXT} times as many records as texts.
 */
final class RecordWindow {
    /** So that records with few distinct texts, or with none, do not fill the heap. */
    static final int RECORDS_PER_TEXT = 4;

    private final RequestLimits limits;
    private final RequestKey.Deriver keys;
    private final List<Record> records = new ArrayList<>();
    private final Map<RequestKey, String> texts = new LinkedHashMap<>();
    private long tokens;

    RecordWindow(final RequestLimits limits, final RequestKey.Deriver keys) {
        this.limits = limits;
        this.keys = keys;
    }

    /**
     * A record, and the key of its text or null.
     */
    record Record(InputRecord record, RecordText text, RequestKey key) {}

    /**
     * Takes a record, unless it must wait for the next chunk. An empty chunk takes any record. A text that is here already needs no room in the request.
     *
     * @return whether the record was taken
     */
    boolean add(final InputRecord record, final RecordText text) {
        final RequestKey key = text.isUsable() ? keys.of(text.text()) : null;
        final boolean isNew = key != null && !texts.containsKey(key);
        final long added = isNew ? TokenEstimate.ofText(text.text()) : 0;
        if (!records.isEmpty()
                && (records.size() >= RECORDS_PER_TEXT * limits.texts()
                        || isNew && (texts.size() >= limits.texts() || tokens + added > limits.tokens()))) {
            return false;
        }

        records.add(new Record(record, text, key));
        if (isNew) {
            texts.put(key, text.text());
            tokens += added;
        }
        return true;
    }

    List<Record> records() {
        return records;
    }

    /**
     * The distinct texts, in the order of their first records.
     */
    Map<RequestKey, String> texts() {
        return texts;
    }

    void clear() {
        records.clear();
        texts.clear();
        tokens = 0;
    }
}
