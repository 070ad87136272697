/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.List;

/**
 * Computes vectors that are not cached, usually by a real-time call of Voyage.
 */
@FunctionalInterface
public interface EmbeddingSource {

    /**
     * Embeds the texts of the keys.
     *
     * @param missing distinct keys that are neither cached nor being computed, in the order of the request
     * @return the vectors, and the failure that ended the computation early
     */
    ComputedEmbeddings embed(List<RequestKey> missing);
}
