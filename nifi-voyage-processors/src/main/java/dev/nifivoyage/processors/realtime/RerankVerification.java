/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.verification.StepResult;
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RerankParameters;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;

import java.util.List;

/**
 * Verifies that documents can be ranked. Only a request shows whether the API key may use the model, so a
 * document of one word is ranked, which is billed as a few tokens.
 */
final class RerankVerification {
    static final String RANKING = "Ranking";

    private static final String WORD = "test";

    private RerankVerification() {}

    static ConfigVerificationResult ranking(
            final RankingParameters parameters, final VoyageClientService client, final ComponentLog logger) {
        final RerankParameters rerank = parameters.rerank();
        try {
            final RerankResponse response = client.rerank(new RerankRequest(WORD, List.of(WORD), rerank));
            return StepResult.successful(
                    RANKING,
                    "%s ranked a document of one word for %d tokens".formatted(rerank.model(), response.tokens()));
        } catch (final VoyageException e) {
            logger.warn("Failed to rank a document of one word", e);
            return StepResult.failed(RANKING, e.getMessage());
        }
    }
}
