/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.model.VoyageModel;

/**
 * The limit of tokens in one request, checked after truncation. Source of the text: a response of 28 September 2026.
 */
final class TokenLimit {

    private TokenLimit() {}

    static void check(final VoyageModel model, final long tokens) {
        if (tokens > model.requestTokens()) {
            throw new ApiError(
                    400,
                    "Request to model '" + model.name() + "' failed. The max allowed tokens per submitted batch is "
                            + model.requestTokens() + ". Your batch has " + tokens
                            + " tokens after truncation. Please lower the number of tokens in the batch.",
                    "TOO_MANY_TOKENS_IN_BATCH");
        }
    }

    /**
     * Creates the error for a text that is longer than the model's context and must not be truncated.
     */
    static ApiError textTooLong(final VoyageModel model, final String what, final int limit, final int tokens) {
        return Parameters.rejected("Request to model '" + model.name() + "' failed. " + what + " has " + tokens
                + " tokens, but the max allowed is " + limit);
    }
}
