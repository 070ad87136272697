/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;

import java.util.Optional;

/**
 * The property for the cache of vectors.
 */
public final class EmbeddingCacheProperty {

    public static final PropertyDescriptor EMBEDDING_CACHE_SERVICE = new PropertyDescriptor.Builder()
            .name("Embedding Cache Service")
            .description(
                    "Specifies the cache for vectors. Texts whose vector is in the cache are not sent, and new vectors are added to it.")
            .identifiesControllerService(EmbeddingCacheService.class)
            .required(false)
            .build();

    private EmbeddingCacheProperty() {}

    /**
     * Returns the part of the cache that belongs to the server of the connection, or empty if either is not set.
     */
    public static Optional<EmbeddingCache> cache(final PropertyContext context) {
        final EmbeddingCacheService service =
                context.getProperty(EMBEDDING_CACHE_SERVICE).asControllerService(EmbeddingCacheService.class);
        final VoyageClientService client = context.getProperty(VoyageClientProperty.VOYAGE_CLIENT_SERVICE)
                .asControllerService(VoyageClientService.class);
        return service == null || client == null
                ? Optional.empty()
                : Optional.of(new EmbeddingCache(service, client.getVectorSource()));
    }
}
