/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.api.EmbeddingsAnswer;
import dev.nifivoyage.api.EmbeddingsRequest;
import dev.nifivoyage.api.VoyageClientService;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.cache.CachedEmbedding;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.batch.request.TokenEstimate;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.throttle.RetryGate;

import java.util.List;
import java.util.Locale;

/**
 * Sends texts to Voyage. A request with too many tokens is halved until it fits; the estimate by which it was packed can be too low.
 */
public final class TextEmbedder {
    private static final String CALL = "POST /v1/embeddings";
    private static final int BAD_REQUEST = 400;
    private static final int CONTENT_TOO_LARGE = 413;

    private final VoyageClientService client;
    private final EmbeddingParameters parameters;
    private final RetryGate gate;

    public TextEmbedder(final VoyageClientService client, final EmbeddingParameters parameters, final RetryGate gate) {
        this.client = client;
        this.parameters = parameters;
        this.gate = gate;
    }

    /**
     * A text and its key.
     */
    record KeyedText(EmbeddingKey key, String text) {
    }

    /**
     * Embeds texts. After an exception, what was answered before is in the outcomes.
     *
     * @param texts as many as one request takes; a text that is refused for its own length becomes an error
     */
    void embed(final List<KeyedText> texts, final TextOutcomes outcomes, final UsageTally tally) throws VoyageException {
        gate.pass(CALL);
        final EmbeddingsAnswer answer;
        try {
            answer = client.embed(new EmbeddingsRequest(texts.stream().map(KeyedText::text).toList(), parameters));
        } catch (final VoyageException e) {
            gate.closeAfter(e);
            if (!hasTooManyTokens(e)) {
                throw e;
            }
            tally.refusedForTokens();
            if (texts.size() == 1) {
                outcomes.refused(texts.getFirst().key(), new RowError("http_" + e.statusCode().getAsInt(), String.valueOf(e.detail())));
                return;
            }
            final int half = texts.size() / 2;
            embed(texts.subList(0, half), outcomes, tally);
            embed(texts.subList(half, texts.size()), outcomes, tally);
            return;
        }

        tally.answered(answer.tokens());
        settle(texts, answer, outcomes);
    }

    // Voyage's error_code for it is new, and not sent when a single text is too long for the model
    private static boolean hasTooManyTokens(final VoyageException refusal) {
        final int status = refusal.statusCode().orElse(0);
        return status == CONTENT_TOO_LARGE || status == BAD_REQUEST && refusal.detail() != null && refusal.detail().toLowerCase(Locale.ROOT).contains("tokens");
    }

    // Voyage tells the tokens of the request only: each text gets its share by estimate, and the shares add up
    private static void settle(final List<KeyedText> texts, final EmbeddingsAnswer answer, final TextOutcomes outcomes) {
        final long estimate = texts.stream().mapToLong(text -> TokenEstimate.ofText(text.text())).sum();
        long estimatedSoFar = 0;
        long sharedOut = 0;
        for (int i = 0; i < texts.size(); i++) {
            estimatedSoFar += TokenEstimate.ofText(texts.get(i).text());
            final long share = Math.round((double) answer.tokens() * estimatedSoFar / estimate) - sharedOut;
            sharedOut += share;
            outcomes.embedded(texts.get(i).key(), new CachedEmbedding(answer.embeddings().get(i), Math.toIntExact(share)));
        }
    }
}
