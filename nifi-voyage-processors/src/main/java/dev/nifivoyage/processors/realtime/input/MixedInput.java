/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.service.api.embedding.MultimodalInput;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.List;

/**
 * A sequence of texts, images, and videos.
 *
 * @param parts in the order in which Voyage reads them; at least one
 */
public record MixedInput(List<MixedPart> parts) implements EmbeddingInput {

    public MixedInput {
        parts = List.copyOf(parts);
    }

    /**
     * Returns an input of one part.
     */
    public static MixedInput of(final MixedPart part) {
        return new MixedInput(List.of(part));
    }

    @Override
    public RequestKey key(final RequestKey.Deriver keys) {
        return keys.ofInput(request());
    }

    @Override
    public long estimatedTokens() {
        return parts.stream().mapToLong(MixedPart::estimatedTokens).sum();
    }

    @Override
    public long bytes() {
        return parts.stream().mapToLong(MixedPart::bytes).sum();
    }

    @Override
    public BilledUsage estimatedUsage() {
        return parts.stream().map(MixedPart::estimatedUsage).reduce(BilledUsage.NONE, BilledUsage::plus);
    }

    @Override
    public long exactPixels() {
        return parts.stream().mapToLong(MixedPart::exactPixels).sum();
    }

    /**
     * Returns the input as it is sent.
     */
    MultimodalInput request() {
        return new MultimodalInput(parts.stream().map(MixedPart::request).toList());
    }
}
