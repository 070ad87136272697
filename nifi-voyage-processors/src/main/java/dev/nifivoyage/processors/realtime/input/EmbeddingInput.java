/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.service.api.embedding.RequestKey;

/**
 * What gets one vector, such as a text.
 */
public interface EmbeddingInput {

    /**
     * Returns the key of the input.
     *
     * @param keys for the endpoint and the parameters of the input
     */
    RequestKey key(RequestKey.Deriver keys);

    /**
     * Returns the estimated tokens that count toward the limits of a request.
     */
    long estimatedTokens();

    /**
     * Returns the number of bytes.
     */
    long bytes();

    /**
     * Returns the estimate of what Voyage bills, at most for pixels that are not known before.
     */
    BilledUsage estimatedUsage();

    /**
     * Returns the billed pixels that are known before Voyage bills them.
     */
    long exactPixels();
}
