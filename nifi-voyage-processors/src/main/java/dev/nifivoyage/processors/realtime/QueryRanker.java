/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.ratelimit.RateLimitedException;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.request.RankingBody;
import dev.nifivoyage.processors.response.Ranking;
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.UnusableResponseException;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RerankParameters;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Sends queries with their documents to Voyage, one at a time.
 */
final class QueryRanker {
    private static final String CALL = "POST /v1/rerank";
    /** Statuses by which Voyage refuses what a request holds. Source: Voyage's page on error codes. */
    private static final Set<Integer> WRONG_REQUEST = Set.of(400, 413, 422);

    private final VoyageClientService client;
    private final RerankParameters parameters;
    private final RateLimit gate;
    private final RerankUsage usage;

    QueryRanker(
            final VoyageClientService client,
            final RerankParameters parameters,
            final RateLimit gate,
            final RerankUsage usage) {
        this.client = client;
        // the texts of the documents are here already, and an answer in real time counts from 0
        this.parameters = new RerankParameters(
                parameters.namespace(), parameters.model(), parameters.topK(), false, parameters.truncation());
        this.gate = gate;
        this.usage = usage;
    }

    /**
     * Ranks the documents of one query.
     *
     * @return the ranking, or why this query has none
     * @throws VoyageException when no other query would have a better fate now
     */
    RankingOutcome rank(final RankingBody body) throws VoyageException {
        final Optional<Duration> limited = gate.remaining();
        if (limited.isPresent()) {
            throw new RateLimitedException(CALL, limited.get());
        }

        try {
            final RerankResponse response =
                    client.rerank(new RerankRequest(body.query(), body.documents(), parameters));
            usage.completed(response.tokens());
            return RankingOutcome.of(Ranking.of(response));
        } catch (final UnusableResponseException e) {
            // billed, but the usage is unknown
            usage.completed(0);
            return RankingOutcome.rejected(new RecordError(ErrorCode.INVALID_RANKING, reason(e)));
        } catch (final VoyageException e) {
            e.retryAfter().ifPresent(gate::retryAfter);
            final int status = e.statusCode().orElse(0);
            if (concernsTheRecord(e, status)) {
                usage.rejected();
                return RankingOutcome.rejected(new RecordError("http_" + status, reason(e)));
            }
            throw e;
        }
    }

    private static String reason(final VoyageException e) {
        return e.detail().orElseGet(e::getMessage);
    }

    // once a query was ranked the parameters are known to be right, and a refusal can mean this query only
    private boolean concernsTheRecord(final VoyageException rejection, final int status) {
        return TokenLimit.is(rejection) || WRONG_REQUEST.contains(status) && usage.completedRequests() > 0;
    }
}
