/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.model.VoyageModel;

/**
 * The limits of one request.
 *
 * @param inputs maximum number of texts or other inputs
 * @param tokens maximum number of estimated tokens
 * @param bytes maximum number of bytes of all inputs
 */
public record RequestLimits(int inputs, long tokens, long bytes) {
    /**
     * The lowest limit of all models, used for unknown models. Source: Voyage's reference of
     * {@code POST /v1/embeddings}.
     */
    private static final int LOWEST_TOKENS = 120_000;

    /**
     * Returns the limits of a model for texts, whose bytes the tokens limit.
     *
     * @param inputs maximum number of texts
     */
    public static RequestLimits of(final String model, final int inputs) {
        return of(model, inputs, Long.MAX_VALUE);
    }

    /**
     * Returns the limits of a model.
     *
     * @param inputs maximum number of inputs
     * @param bytes maximum number of bytes of all inputs
     */
    public static RequestLimits of(final String model, final int inputs, final long bytes) {
        return new RequestLimits(
                inputs,
                VoyageModel.ofName(model).map(VoyageModel::requestTokens).orElse(LOWEST_TOKENS),
                bytes);
    }
}
