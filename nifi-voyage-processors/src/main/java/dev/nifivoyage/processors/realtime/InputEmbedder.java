/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.KeyedInput;
import dev.nifivoyage.processors.realtime.input.RequestSender;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.CachedEmbedding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Embeds inputs that are not cached. A request with too many tokens is halved until it fits, because the estimate it
 * was packed by can be too low. A request with an input that Voyage rejects is sent again without that input.
 */
public final class InputEmbedder {
    private final RequestSender sender;
    private final RateLimit rateLimit;

    public InputEmbedder(final RequestSender sender, final RateLimit rateLimit) {
        this.sender = sender;
        this.rateLimit = rateLimit;
    }

    /**
     * Returns method and path, for messages.
     */
    String call() {
        return sender.call();
    }

    /**
     * Embeds inputs. An input that cannot be sent, or that Voyage rejects, gets an error. After an exception, the
     * outcomes contain the inputs embedded before.
     *
     * @param inputs the inputs of one request
     * @param othersAreEmbedded whether other inputs have vectors of the same parameters, so that the parameters cannot
     *     be the reason for a rejection
     */
    void embed(
            final List<KeyedInput> inputs,
            final InputOutcomes outcomes,
            final Usage usage,
            final boolean othersAreEmbedded)
            throws VoyageException {
        final List<KeyedInput> prepared = new ArrayList<>(inputs.size());
        long bytes = 0;
        for (final KeyedInput keyed : inputs) {
            final EmbeddingInput input;
            try {
                input = sender.prepare(keyed.input());
            } catch (final UnusableInputException e) {
                outcomes.rejected(keyed.key(), e.error());
                continue;
            }
            // an input may be larger now
            if (!prepared.isEmpty() && bytes + input.bytes() > sender.maximumBytes()) {
                sendAll(prepared, outcomes, usage, othersAreEmbedded);
                prepared.clear();
                bytes = 0;
            }
            prepared.add(new KeyedInput(keyed.key(), input));
            bytes += input.bytes();
        }
        sendAll(prepared, outcomes, usage, othersAreEmbedded);
    }

    private void sendAll(
            final List<KeyedInput> inputs,
            final InputOutcomes outcomes,
            final Usage usage,
            final boolean othersAreEmbedded)
            throws VoyageException {
        for (final List<KeyedInput> together : sender.divide(List.copyOf(inputs))) {
            final Optional<VoyageException> rejection = send(together, outcomes, usage);
            if (rejection.isPresent()) {
                new RejectedInputs(others -> send(others, outcomes, usage), outcomes, usage, othersAreEmbedded)
                        .settle(together, rejection.get());
            }
        }
    }

    private Optional<VoyageException> send(
            final List<KeyedInput> inputs, final InputOutcomes outcomes, final Usage usage) throws VoyageException {
        if (inputs.isEmpty()) {
            return Optional.empty();
        }

        rateLimit.check(sender.call());
        final RequestSender.Vectors vectors;
        try {
            vectors = sender.send(inputs.stream().map(KeyedInput::input).toList());
        } catch (final VoyageException e) {
            rateLimit.observe(e);
            if (TokenLimit.isExceeded(e)) {
                usage.rejectedForTokens();
            } else if (InputRejection.isPossible(e)) {
                usage.rejected();
            } else {
                throw e;
            }
            return Optional.of(e);
        }

        usage.completed(vectors.billed());
        settle(inputs, vectors, outcomes);
        return Optional.empty();
    }

    // Voyage reports the tokens of the whole request
    private static void settle(
            final List<KeyedInput> inputs, final RequestSender.Vectors vectors, final InputOutcomes outcomes) {
        final int[] tokens = TokenEstimate.shares(
                inputs.stream()
                        .mapToLong(keyed -> keyed.input().estimatedUsage().tokens())
                        .toArray(),
                vectors.billed().tokens());
        for (int i = 0; i < inputs.size(); i++) {
            outcomes.embedded(
                    inputs.get(i).key(),
                    new CachedEmbedding(vectors.embeddings().get(i), tokens[i]));
        }
    }
}
