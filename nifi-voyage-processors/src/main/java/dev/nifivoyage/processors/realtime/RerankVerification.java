/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RerankParameters;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.IOException;
import java.util.List;

/**
 * Verifies that documents can be read and ranked. Only a request shows whether the API key may use the model, so a
 * document of one word is ranked, which is billed as a few tokens.
 */
final class RerankVerification {
    static final String DOCUMENTS = "Documents File";
    static final String RANKING = "Ranking";

    private static final String WORD = "test";

    private RerankVerification() {}

    static ConfigVerificationResult documents(
            final RankingParameters parameters, final RecordReaderFactory readerFactory, final ComponentLog logger) {
        if (!parameters.hasSharedDocuments()) {
            return result(DOCUMENTS, Outcome.SKIPPED, "Each record contains its own documents");
        }

        try {
            final List<TextPart> documents = RerankProperties.shared(parameters, readerFactory, logger);
            final long unusable = documents.stream()
                    .filter(document -> !document.text().isUsable())
                    .count();
            if (documents.isEmpty() || unusable > 0) {
                return result(
                        DOCUMENTS,
                        Outcome.FAILED,
                        "%s contains %d documents, %d of them without a usable text at %s"
                                .formatted(
                                        parameters.documentsFile(),
                                        documents.size(),
                                        unusable,
                                        parameters.documentTextPath()));
            }
            return result(
                    DOCUMENTS,
                    Outcome.SUCCESSFUL,
                    "%s contains %d documents".formatted(parameters.documentsFile(), documents.size()));
        } catch (final IOException e) {
            logger.warn("Failed to read the documents", e);
            return result(DOCUMENTS, Outcome.FAILED, e.getMessage());
        }
    }

    static ConfigVerificationResult ranking(
            final RankingParameters parameters, final VoyageClientService client, final ComponentLog logger) {
        final RerankParameters rerank = parameters.rerank();
        try {
            final RerankResponse response = client.rerank(new RerankRequest(WORD, List.of(WORD), rerank));
            return result(
                    RANKING,
                    Outcome.SUCCESSFUL,
                    "%s ranked a document of one word for %d tokens".formatted(rerank.model(), response.tokens()));
        } catch (final VoyageException e) {
            logger.warn("Failed to rank a document of one word", e);
            return result(RANKING, Outcome.FAILED, e.getMessage());
        }
    }

    private static ConfigVerificationResult result(final String step, final Outcome outcome, final String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
