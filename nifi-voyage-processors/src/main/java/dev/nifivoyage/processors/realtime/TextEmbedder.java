/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.ratelimit.RateLimitedException;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends texts to Voyage. A request with too many tokens is halved until it fits, as the estimate by which it was packed can be too low; one with a text that Voyage rejects is sent without it.
 */
public final class TextEmbedder {
    private static final String CALL = "POST /v1/embeddings";

    private final VoyageClientService client;
    private final EmbeddingParameters parameters;
    private final RateLimit gate;

    public TextEmbedder(final VoyageClientService client, final EmbeddingParameters parameters, final RateLimit gate) {
        this.client = client;
        this.parameters = parameters;
        this.gate = gate;
    }

    /**
     * A text and its key.
     */
    record KeyedText(RequestKey key, String text) {}

    /**
     * Embeds texts. After an exception, what was answered before is in the outcomes.
     *
     * @param texts as many as one request takes; a text that Voyage rejects becomes an error, and the others are embedded
     * @param othersAreKnown whether other texts have vectors of the same parameters, so that these cannot be what Voyage rejects
     */
    void embed(
            final List<KeyedText> texts, final TextOutcomes outcomes, final Usage usage, final boolean othersAreKnown)
            throws VoyageException {
        final VoyageException rejection = send(texts, outcomes, usage);
        if (rejection != null) {
            new RejectedTexts(others -> send(others, outcomes, usage), outcomes, usage, othersAreKnown)
                    .settle(texts, rejection);
        }
    }

    private VoyageException send(final List<KeyedText> texts, final TextOutcomes outcomes, final Usage usage)
            throws VoyageException {
        final Optional<Duration> limited = gate.remaining();
        if (limited.isPresent()) {
            throw new RateLimitedException(CALL, limited.get());
        }

        final EmbeddingsResponse response;
        try {
            response = client.embed(
                    new EmbeddingsRequest(texts.stream().map(KeyedText::text).toList(), parameters));
        } catch (final VoyageException e) {
            e.retryAfter().ifPresent(gate::retryAfter);
            if (TokenLimit.is(e)) {
                usage.rejectedForTokens();
            } else if (TextRejection.isPossible(e)) {
                usage.rejected();
            } else {
                throw e;
            }
            return e;
        }

        usage.completed(response.tokens());
        settle(texts, response, outcomes);
        return null;
    }

    // Voyage tells the tokens of the request only: each text gets its share by estimate, and the shares add up
    private static void settle(
            final List<KeyedText> texts, final EmbeddingsResponse response, final TextOutcomes outcomes) {
        final long estimate = texts.stream()
                .mapToLong(text -> TokenEstimate.ofText(text.text()))
                .sum();
        long estimatedSoFar = 0;
        long sharedOut = 0;
        for (int i = 0; i < texts.size(); i++) {
            estimatedSoFar += TokenEstimate.ofText(texts.get(i).text());
            final long share = Math.round((double) response.tokens() * estimatedSoFar / estimate) - sharedOut;
            sharedOut += share;
            outcomes.embedded(
                    texts.get(i).key(),
                    new CachedEmbedding(response.embeddings().get(i), Math.toIntExact(share)));
        }
    }
}
