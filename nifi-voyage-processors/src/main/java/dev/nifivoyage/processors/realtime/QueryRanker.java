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
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.request.RankingBody;
import dev.nifivoyage.processors.response.Ranking;
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.UnusableResponseException;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RerankParameters;

import java.util.Set;

/**
 * Sends queries with their documents to Voyage, one at a time.
 */
final class QueryRanker {
    private static final String CALL = "POST /v1/rerank";
    /** Statuses with which Voyage rejects the content of a request. Source: Voyage's page on error codes. */
    private static final Set<Integer> WRONG_REQUEST = Set.of(400, 413, 422);

    private final VoyageClientService client;
    private final RerankParameters parameters;
    private final RateLimit rateLimit;
    private final RerankUsage usage;

    QueryRanker(
            final VoyageClientService client,
            final RerankParameters parameters,
            final RateLimit rateLimit,
            final RerankUsage usage) {
        this.client = client;
        // the texts are here already, and the indexes of a real-time response start at 0
        this.parameters = new RerankParameters(
                parameters.namespace(), parameters.model(), parameters.topK(), false, parameters.truncation());
        this.rateLimit = rateLimit;
        this.usage = usage;
    }

    /**
     * Ranks the documents of one query.
     *
     * @throws VoyageException if other queries would currently fail, too
     */
    RankingOutcome rank(final RankingBody body) throws VoyageException {
        rateLimit.check(CALL);
        try {
            final RerankResponse response =
                    client.rerank(new RerankRequest(body.query(), body.documents(), parameters));
            usage.completed(response.tokens());
            return new RankingOutcome.Ranked(Ranking.of(response));
        } catch (final UnusableResponseException e) {
            // billed, but the number of tokens is unknown
            usage.completed(0);
            return new RankingOutcome.Rejected(new RecordError(ErrorCode.INVALID_RANKING, reason(e)));
        } catch (final VoyageException e) {
            rateLimit.observe(e);
            final int status = e.statusCode().orElse(0);
            if (concernsTheRecord(e, status)) {
                usage.rejected();
                return new RankingOutcome.Rejected(new RecordError("http_" + status, reason(e)));
            }
            throw e;
        }
    }

    private static String reason(final VoyageException e) {
        return e.detail().orElseGet(e::getMessage);
    }

    // once a query was ranked, the parameters are right, and a rejection concerns its query only
    private boolean concernsTheRecord(final VoyageException rejection, final int status) {
        return TokenLimit.isExceeded(rejection) || WRONG_REQUEST.contains(status) && usage.completedRequests() > 0;
    }
}
