/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import dev.nifivoyage.service.api.embedding.RerankParameters;

import java.util.List;

/**
 * A query and the documents to rank in real time. Source: Voyage's reference of {@code POST /v1/rerank}.
 *
 * <p>Voyage also limits the tokens: of the query, of the query with each document, and in total. A request that exceeds
 * a limit is rejected with HTTP 400.
 *
 * @param query not empty
 * @param documents 1 to {@value #MAXIMUM_DOCUMENTS} texts, none of them empty
 * @param parameters model, top k, return documents and truncation; the namespace is not sent
 */
public record RerankRequest(String query, List<String> documents, RerankParameters parameters) {

    /** Maximum number of documents of a request. Source: Voyage's reference of {@code POST /v1/rerank}. */
    public static final int MAXIMUM_DOCUMENTS = 1_000;

    public RerankRequest {
        documents = List.copyOf(documents);
        if (query.isEmpty()) {
            throw new IllegalArgumentException("The query is empty");
        }
        if (documents.isEmpty() || documents.size() > MAXIMUM_DOCUMENTS) {
            throw new IllegalArgumentException(
                    "A request requires 1 to %d documents, not %d".formatted(MAXIMUM_DOCUMENTS, documents.size()));
        }
        if (documents.contains("")) {
            throw new IllegalArgumentException("Document %d of the request is empty".formatted(documents.indexOf("")));
        }
    }

    /**
     * Returns the number of documents in the response: all, or at most top k.
     */
    public int expectedDocuments() {
        return parameters.topK() == null ? documents.size() : Math.min(parameters.topK(), documents.size());
    }
}
