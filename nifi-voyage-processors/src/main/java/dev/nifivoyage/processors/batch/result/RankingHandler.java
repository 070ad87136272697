/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.response.OutputSettings;
import dev.nifivoyage.processors.response.Ranking;
import dev.nifivoyage.processors.response.RankingWriter;
import dev.nifivoyage.processors.response.ResultWriter;

import java.util.List;
import java.util.Map;

/**
 * Handles results of {@code /v1/rerank}: each query receives the ranking of its documents.
 */
public final class RankingHandler implements EndpointHandler<Ranking> {
    private final RankingParameters parameters;
    private final List<TextPart> shared;
    private final OutputSettings output;

    /**
     * @param shared documents shared by all queries; unused if each record has its own
     */
    public RankingHandler(
            final RankingParameters parameters, final List<TextPart> shared, final OutputSettings output) {
        this.parameters = parameters;
        this.shared = shared;
        this.output = output;
    }

    @Override
    public String model() {
        return parameters.model();
    }

    @Override
    public ResultCodec<Ranking> codec() {
        return new RankingCodec();
    }

    @Override
    public RequestExtractor extractor() {
        return parameters.extractor(shared);
    }

    @Override
    public ResultWriter<Ranking> writer() {
        return new RankingWriter(parameters, shared, output);
    }

    @Override
    public CachedResults<Ranking> cached() {
        return keys -> Map.of();
    }
}
