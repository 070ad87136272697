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
 * The limits of a request of {@code /v1/rerank}, checked with the minimum number of tokens that its texts may have.
 * Limits of tokens are known only for known models. Source: Voyage's reference of {@code POST /v1/rerank}.
 */
final class RankingLimits {
    private final boolean truncation;
    private final Optional<RerankModel> model;

    RankingLimits(final RerankParameters parameters) {
        this.truncation = parameters.truncation();
        this.model = RerankModel.ofName(parameters.model());
    }

    /**
     * Returns an error if Voyage would reject a query with its documents.
     */
    Optional<RecordError> reject(final String query, final List<String> documents) {
        if (documents.size() > RerankModel.MAXIMUM_DOCUMENTS) {
            return Optional.of(new RecordError(
                    ErrorCode.TOO_MANY_DOCUMENTS,
                    "The query has %d documents, but Voyage ranks only %d in a request. Rank them in parts"
                            .formatted(documents.size(), RerankModel.MAXIMUM_DOCUMENTS)));
        }

        return model.flatMap(
                limits -> reject(limits, TokenEstimate.fewestOfBytes(TokenEstimate.bytes(query)), documents));
    }

    private Optional<RecordError> reject(
            final RerankModel limits, final long queryTokens, final List<String> documents) {
        if (!truncation && queryTokens > limits.queryTokens()) {
            return Optional.of(new RecordError(
                    ErrorCode.QUERY_TOO_LONG,
                    "The query has more than the %d tokens that %s accepts. Shorten it, or set Truncation to true"
                            .formatted(limits.queryTokens(), limits.modelName())));
        }

        final long query = Math.min(queryTokens, limits.queryTokens());
        final long longestDocument = limits.contextTokens() - query;
        long total = query * documents.size();
        for (int i = 0; i < documents.size(); i++) {
            final long tokens = TokenEstimate.fewestOfBytes(TokenEstimate.bytes(documents.get(i)));
            if (!truncation && tokens > longestDocument) {
                return Optional.of(new RecordError(
                        ErrorCode.DOCUMENT_TOO_LONG,
                        "Document %d and the query have more than the %d tokens that %s accepts. Split the document, or set Truncation to true"
                                .formatted(i + 1, limits.contextTokens(), limits.modelName())));
            }
            total += Math.min(tokens, longestDocument);
        }

        return total <= RerankModel.REQUEST_TOKENS
                ? Optional.empty()
                : Optional.of(new RecordError(
                        ErrorCode.TOO_MANY_TOKENS,
                        "The query and its %d documents have more than the %d tokens that Voyage accepts in a request. Rank them in parts"
                                .formatted(documents.size(), RerankModel.REQUEST_TOKENS)));
    }
}
