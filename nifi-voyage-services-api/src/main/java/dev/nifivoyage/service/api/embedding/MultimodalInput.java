/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import java.util.List;

/**
 * A sequence of texts, images, and videos that gets one vector.
 *
 * @param parts in the order in which Voyage reads them; at least one
 */
public record MultimodalInput(List<InputPart> parts) {

    public MultimodalInput {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("A multimodal input requires at least one part");
        }
    }

    /**
     * Returns whether Voyage has to download a part.
     */
    public boolean hasUrl() {
        return parts.stream().anyMatch(InputPart.MediaUrl.class::isInstance);
    }

    /**
     * Returns whether a part is sent as Base64.
     */
    public boolean hasBytes() {
        return parts.stream().anyMatch(InputPart.Media.class::isInstance);
    }
}
