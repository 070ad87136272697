/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Computes vectors that are not cached, usually by a real-time call of Voyage.
 */
@FunctionalInterface
public interface EmbeddingSource {

    /**
     * Embeds the texts of the keys.
     *
     * @param missing distinct keys that are neither cached nor being computed, in the order of the request
     * @return the available vectors; a key may be absent
     * @throws IOException if no vector is available
     */
    Map<RequestKey, CachedEmbedding> embed(List<RequestKey> missing) throws IOException;
}
