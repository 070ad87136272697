/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.RankingLineDecoder;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.response.Ranking;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Codec of the results of {@code /v1/rerank}: the number of documents, and for each its index, its score, and its text
 * preceded by the length, -1 for none. Results are not cached.
 */
public final class RankingCodec implements ResultCodec<Ranking> {
    private static final int NO_TEXT = -1;

    @Override
    public LineDecoder<Ranking> decoder() {
        return new RankingLineDecoder();
    }

    @Override
    public Optional<RecordError> reject(final Ranking result) {
        return Optional.empty();
    }

    @Override
    public byte[] toBytes(final Ranking result) {
        final List<byte[]> texts = new ArrayList<>(result.documents().size());
        int size = Integer.BYTES;
        for (final Ranking.Ranked document : result.documents()) {
            final byte[] text =
                    document.text() == null ? new byte[0] : document.text().getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            size += Long.BYTES + Double.BYTES + Integer.BYTES + text.length;
        }
        final ByteBuffer bytes =
                ByteBuffer.allocate(size).putInt(result.documents().size());
        for (int i = 0; i < texts.size(); i++) {
            final Ranking.Ranked document = result.documents().get(i);
            bytes.putLong(document.index())
                    .putDouble(document.score())
                    .putInt(document.text() == null ? NO_TEXT : texts.get(i).length)
                    .put(texts.get(i));
        }

        return bytes.array();
    }

    @Override
    public Ranking ofBytes(final byte[] bytes) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        final int count = buffer.getInt();
        final List<Ranking.Ranked> documents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final long index = buffer.getLong();
            final double score = buffer.getDouble();
            documents.add(new Ranking.Ranked(index, score, text(buffer)));
        }

        return new Ranking(documents);
    }

    private static String text(final ByteBuffer buffer) {
        final int length = buffer.getInt();
        if (length == NO_TEXT) {
            return null;
        }

        final byte[] text = new byte[length];
        buffer.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public void cache(final CacheFill fill, final RequestKey key, final Ranking result, final long tokens) {
        // not cached
    }
}
