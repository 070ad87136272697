/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.batch.request.TokenEstimate;
import dev.nifivoyage.processors.record.RowText;
import org.apache.nifi.serialization.record.Record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that are held until their texts have vectors: at most as many as one request takes.
 */
final class RowChunk {
    private final RequestLimits limits;
    private final EmbeddingKey.Deriver keys;
    private final List<Row> rows = new ArrayList<>();
    private final Map<EmbeddingKey, String> texts = new LinkedHashMap<>();
    private long tokens;

    RowChunk(final RequestLimits limits, final EmbeddingKey.Deriver keys) {
        this.limits = limits;
        this.keys = keys;
    }

    /**
     * A row, and the key of its text or null.
     */
    record Row(Record row, RowText text, EmbeddingKey key) {
    }

    /**
     * Whether the row must wait for the next chunk. An empty chunk takes any row.
     */
    boolean isFullFor(final RowText text) {
        if (rows.isEmpty()) {
            return false;
        }

        return rows.size() >= limits.texts() || text.isUsable() && tokens + TokenEstimate.ofText(text.text()) > limits.tokens();
    }

    void add(final Record row, final RowText text) {
        if (!text.isUsable()) {
            rows.add(new Row(row, text, null));
            return;
        }

        final EmbeddingKey key = keys.of(text.text());
        rows.add(new Row(row, text, key));
        if (texts.putIfAbsent(key, text.text()) == null) {
            tokens += TokenEstimate.ofText(text.text());
        }
    }

    List<Row> rows() {
        return rows;
    }

    /**
     * The distinct texts, in the order of their first rows.
     */
    Map<EmbeddingKey, String> texts() {
        return texts;
    }

    void clear() {
        rows.clear();
        texts.clear();
        tokens = 0;
    }
}
