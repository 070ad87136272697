/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.List;
import java.util.Optional;

/**
 * Sends texts to Voyage. A request with too many tokens is halved until it fits, because the estimate it was packed by
 * can be too low. A request with a text that Voyage rejects is sent again without that text.
 */
public final class TextEmbedder {
    static final String CALL = "POST /v1/embeddings";

    private final VoyageClientService client;
    private final EmbeddingParameters parameters;
    private final RateLimit rateLimit;

    public TextEmbedder(
            final VoyageClientService client, final EmbeddingParameters parameters, final RateLimit rateLimit) {
        this.client = client;
        this.parameters = parameters;
        this.rateLimit = rateLimit;
    }

    /**
     * A text and its key.
     */
    record KeyedText(RequestKey key, String text) {}

    /**
     * Embeds texts. A text that Voyage rejects gets an error. After an exception, the outcomes contain the texts
     * embedded before.
     *
     * @param texts the texts of one request
     * @param othersAreEmbedded whether other texts have vectors of the same parameters, so that the parameters cannot
     *     be the reason for a rejection
     */
    void embed(
            final List<KeyedText> texts,
            final TextOutcomes outcomes,
            final Usage usage,
            final boolean othersAreEmbedded)
            throws VoyageException {
        final Optional<VoyageException> rejection = send(texts, outcomes, usage);
        if (rejection.isPresent()) {
            new RejectedTexts(others -> send(others, outcomes, usage), outcomes, usage, othersAreEmbedded)
                    .settle(texts, rejection.get());
        }
    }

    private Optional<VoyageException> send(final List<KeyedText> texts, final TextOutcomes outcomes, final Usage usage)
            throws VoyageException {
        rateLimit.check(CALL);
        final EmbeddingsResponse response;
        try {
            response = client.embed(
                    new EmbeddingsRequest(texts.stream().map(KeyedText::text).toList(), parameters));
        } catch (final VoyageException e) {
            rateLimit.observe(e);
            if (TokenLimit.isExceeded(e)) {
                usage.rejectedForTokens();
            } else if (TextRejection.isPossible(e)) {
                usage.rejected();
            } else {
                throw e;
            }
            return Optional.of(e);
        }

        usage.completed(response.tokens());
        settle(texts, response, outcomes);
        return Optional.empty();
    }

    // Voyage reports the tokens of the whole request
    private static void settle(
            final List<KeyedText> texts, final EmbeddingsResponse response, final TextOutcomes outcomes) {
        final int[] tokens =
                TokenEstimate.shares(texts.stream().map(KeyedText::text).toList(), response.tokens());
        for (int i = 0; i < texts.size(); i++) {
            outcomes.embedded(
                    texts.get(i).key(),
                    new CachedEmbedding(response.embeddings().get(i), tokens[i]));
        }
    }
}
