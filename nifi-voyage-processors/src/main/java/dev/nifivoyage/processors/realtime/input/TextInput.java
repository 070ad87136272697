/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.embedding.RequestKey;

/**
 * A text to embed.
 *
 * @param text not empty
 * @param bytes number of bytes in UTF-8
 */
public record TextInput(String text, long bytes) implements EmbeddingInput {

    /**
     * Returns the input of a text.
     */
    public static TextInput of(final String text) {
        return new TextInput(text, TokenEstimate.bytes(text));
    }

    @Override
    public RequestKey key(final RequestKey.Deriver keys) {
        return keys.of(text);
    }

    @Override
    public long estimatedTokens() {
        return TokenEstimate.ofBytes(bytes);
    }

    @Override
    public BilledUsage estimatedUsage() {
        return BilledUsage.ofTokens(estimatedTokens());
    }

    @Override
    public long exactPixels() {
        return 0;
    }
}
