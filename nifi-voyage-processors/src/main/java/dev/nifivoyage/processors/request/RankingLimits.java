/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.model.RerankModel;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.RerankParameters;

import java.util.List;
import java.util.Optional;

/**
 * The limits of a request of {@code /v1/rerank}, checked with the fewest tokens that its texts may have. Those of tokens are known for known models only.
 * Source: Voyage's reference of {@code POST /v1/rerank}.
 */
final class RankingLimits {
    private final boolean truncation;
    private final String documentsAt;
    private final Optional<RerankModel> model;

    /**
     * Limits of a model.
     *
     * @param documentsAt where the documents are looked for, for messages
     */
    RankingLimits(final RerankParameters parameters, final String documentsAt) {
        this.truncation = parameters.truncation();
        this.documentsAt = documentsAt;
        this.model = RerankModel.ofName(parameters.model());
    }

    /**
     * Why Voyage would refuse a query with its documents, or empty.
     */
    Optional<RecordError> reject(final String query, final List<String> documents) {
        if (documents.isEmpty()) {
            return Optional.of(new RecordError(
                    ErrorCode.MISSING_DOCUMENTS,
                    "The query has no documents to rank: there are none at %s".formatted(documentsAt)));
        }
        if (documents.size() > RerankModel.MAXIMUM_DOCUMENTS) {
            return Optional.of(new RecordError(
                    ErrorCode.TOO_MANY_DOCUMENTS,
                    "The query has %d documents, but Voyage ranks %d in a request: rank them in parts"
                            .formatted(documents.size(), RerankModel.MAXIMUM_DOCUMENTS)));
        }

        return model.flatMap(
                known -> reject(known, TokenEstimate.fewestOfBytes(TokenEstimate.bytes(query)), documents));
    }

    private Optional<RecordError> reject(
            final RerankModel known, final long queryTokens, final List<String> documents) {
        if (!truncation && queryTokens > known.queryTokens()) {
            return Optional.of(new RecordError(
                    ErrorCode.QUERY_TOO_LONG,
                    "The query has more than the %d tokens that %s takes: shorten it, or set Truncation to true"
                            .formatted(known.queryTokens(), known.modelName())));
        }

        final long query = Math.min(queryTokens, known.queryTokens());
        final long longestDocument = known.contextTokens() - query;
        long total = query * documents.size();
        for (int i = 0; i < documents.size(); i++) {
            final long tokens = TokenEstimate.fewestOfBytes(TokenEstimate.bytes(documents.get(i)));
            if (!truncation && tokens > longestDocument) {
                return Optional.of(new RecordError(
                        ErrorCode.DOCUMENT_TOO_LONG,
                        "Document %d of the query has, with the query, more than the %d tokens that %s takes: cut it, or set Truncation to true"
                                .formatted(i + 1, known.contextTokens(), known.modelName())));
            }
            total += Math.min(tokens, longestDocument);
        }

        return total <= RerankModel.REQUEST_TOKENS
                ? Optional.empty()
                : Optional.of(new RecordError(
                        ErrorCode.TOO_MANY_TOKENS,
                        "The query with its %d documents has more than the %d tokens that Voyage takes in a request: rank them in parts"
                                .formatted(documents.size(), RerankModel.REQUEST_TOKENS)));
    }
}
