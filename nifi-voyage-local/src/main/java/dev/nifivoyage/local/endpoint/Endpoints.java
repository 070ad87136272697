/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import dev.nifivoyage.local.vector.VectorEncoding;
import dev.nifivoyage.local.vector.VectorModel;

import java.util.List;
import java.util.Optional;

/**
 * The endpoints of this server.
 */
public final class Endpoints {

    private final List<Endpoint> endpoints;

    public Endpoints(final VectorModel vectors, final VectorEncoding encoding) {
        endpoints = List.of(
                new EmbeddingsEndpoint(vectors, encoding),
                new ContextualizedEmbeddingsEndpoint(vectors, encoding),
                new MultimodalEmbeddingsEndpoint(vectors, encoding),
                new RerankEndpoint(vectors));
    }

    public List<Endpoint> all() {
        return endpoints;
    }

    /**
     * The endpoints for which a batch can be created.
     */
    public List<Endpoint> batchable() {
        return endpoints.stream().filter(Endpoint::isBatchable).toList();
    }

    /**
     * Returns the endpoint of a batch by its path, with or without the leading slash, because Voyage's documentation
     * uses both; empty for an endpoint that has no batches.
     */
    public Optional<Endpoint> find(final String path) {
        final String wanted = path.startsWith("/") ? path : "/" + path;
        return batchable().stream()
                .filter(endpoint -> endpoint.path().equals(wanted))
                .findFirst();
    }
}
