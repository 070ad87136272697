/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import org.apache.nifi.components.DescribedValue;

import java.util.Optional;

/**
 * The endpoints a batch job can be made for. Source: Voyage's reference of {@code POST /v1/batches}.
 */
public enum BatchEndpoint implements DescribedValue {
    EMBEDDINGS("/v1/embeddings", "Embeddings", "One vector per text"),
    CONTEXTUALIZED_EMBEDDINGS(
            "/v1/contextualizedembeddings",
            "Contextualized Embeddings",
            "One vector per chunk of a document, in the context of its neighbors"),
    RERANK("/v1/rerank", "Rerank", "Relevance of documents to a query");

    private final String path;
    private final String displayName;
    private final String description;

    BatchEndpoint(final String path, final String displayName, final String description) {
        this.path = path;
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * Returns the path with a leading slash, as in a batch job.
     */
    public String path() {
        return path;
    }

    /**
     * Returns the endpoint of a path. The leading slash is optional, because some of Voyage's samples omit it.
     */
    public static Optional<BatchEndpoint> ofPath(final String path) {
        for (final BatchEndpoint endpoint : values()) {
            if (endpoint.path.equals(path) || endpoint.path.substring(1).equals(path)) {
                return Optional.of(endpoint);
            }
        }

        return Optional.empty();
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
