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

import java.util.Optional;

/**
 * Codec of the results of {@code /v1/rerank}, which are not cached.
 */
public final class RankingCodec implements ResultCodec<Ranking> {
    @Override
    public LineDecoder<Ranking> decoder() {
        return new RankingLineDecoder();
    }

    @Override
    public Optional<RecordError> reject(final Ranking result) {
        return Optional.empty();
    }

    @Override
    public void cache(final CacheFill fill, final RequestKey key, final Ranking result, final long tokens) {
        // not cached
    }
}
