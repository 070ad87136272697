/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.List;

/**
 * Sends texts to {@code /v1/embeddings}.
 *
 * @param parameters of the vectors
 */
public record TextSender(VoyageClientService client, EmbeddingParameters parameters) implements RequestSender {

    @Override
    public String call() {
        return "POST " + BatchEndpoint.EMBEDDINGS.path();
    }

    @Override
    public EmbeddingInput prepare(final EmbeddingInput input) {
        return input;
    }

    @Override
    public long maximumBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public List<List<KeyedInput>> divide(final List<KeyedInput> inputs) {
        return List.of(inputs);
    }

    @Override
    public Vectors send(final List<EmbeddingInput> inputs) throws VoyageException {
        final EmbeddingsResponse response = client.embed(new EmbeddingsRequest(
                inputs.stream().map(input -> ((TextInput) input).text()).toList(), parameters));
        return new Vectors(response.embeddings(), BilledUsage.ofTokens(response.tokens()));
    }
}
