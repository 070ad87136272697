/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.service.api.embedding.RerankParameters;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters that decide how records become requests of {@code /v1/rerank}. Source: Voyage's reference of
 * {@code POST /v1/rerank}.
 *
 * @param rerank parameters that a ranking depends on besides the query and its documents
 * @param queryPath path to the query in a record
 * @param documentsPath path to the documents in a record; null if they are in a file
 * @param documentsFile file with the documents shared by all queries, or null
 * @param documentTextPath path to the text in a record of the file, or null
 */
public record RankingParameters(
        RerankParameters rerank,
        String queryPath,
        String documentsPath,
        String documentsFile,
        String documentTextPath) {

    public String model() {
        return rerank.model();
    }

    /**
     * Returns whether all queries share the same documents.
     */
    public boolean hasSharedDocuments() {
        return documentsFile != null;
    }

    /**
     * Returns an extractor for the requests. Not thread-safe.
     *
     * @param shared documents shared by all queries; unused if each record has its own
     */
    public RequestExtractor extractor(final List<TextPart> shared) {
        return new RankingRequestExtractor(this, shared);
    }

    /**
     * Returns the {@code request_params} of a job.
     */
    public Map<String, Object> requestParameters() {
        final Map<String, Object> requestParameters = new HashMap<>();
        requestParameters.put("model", rerank.model());
        // an index alone does not identify a document: for embeddings, indexes have been seen to count over a whole job
        requestParameters.put("return_documents", rerank.returnDocuments() || rerank.topK() != null);
        requestParameters.put("truncation", rerank.truncation());
        if (rerank.topK() != null) {
            requestParameters.put("top_k", rerank.topK());
        }

        return requestParameters;
    }

    public Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.RERANK_MODEL, rerank.model());
        attributes.put(
                VoyageAttributes.RERANK_TOP_K,
                rerank.topK() == null ? "" : rerank.topK().toString());
        attributes.put(VoyageAttributes.RERANK_RETURN_DOCUMENTS, Boolean.toString(rerank.returnDocuments()));
        attributes.put(VoyageAttributes.RERANK_TRUNCATION, Boolean.toString(rerank.truncation()));
        attributes.put(VoyageAttributes.RERANK_NAMESPACE, rerank.namespace());
        attributes.put(VoyageAttributes.QUERY_RECORD_PATH, queryPath);
        attributes.put(VoyageAttributes.DOCUMENTS_RECORD_PATH, documentsPath == null ? "" : documentsPath);
        attributes.put(VoyageAttributes.DOCUMENTS_FILE, documentsFile == null ? "" : documentsFile);
        attributes.put(VoyageAttributes.DOCUMENT_TEXT_RECORD_PATH, documentTextPath == null ? "" : documentTextPath);
        return attributes;
    }

    /**
     * Reads the parameters from the attributes of a FlowFile.
     *
     * @param documentsFile file with the documents shared by all queries, for jobs that have one; empty if unknown
     * @throws IllegalArgumentException if an attribute is missing or invalid
     */
    public static RankingParameters read(final Map<String, String> attributes, final String documentsFile) {
        final RerankParameters rerank = new RerankParameters(
                AttributeValues.text(attributes, VoyageAttributes.RERANK_NAMESPACE),
                required(attributes, VoyageAttributes.RERANK_MODEL),
                AttributeValues.number(attributes, VoyageAttributes.RERANK_TOP_K),
                Boolean.parseBoolean(required(attributes, VoyageAttributes.RERANK_RETURN_DOCUMENTS)),
                Boolean.parseBoolean(required(attributes, VoyageAttributes.RERANK_TRUNCATION)));
        // the path of the file is not part of the metadata of the job
        final String documentTextPath = AttributeValues.text(attributes, VoyageAttributes.DOCUMENT_TEXT_RECORD_PATH);
        return new RankingParameters(
                rerank,
                required(attributes, VoyageAttributes.QUERY_RECORD_PATH),
                documentTextPath == null ? required(attributes, VoyageAttributes.DOCUMENTS_RECORD_PATH) : null,
                documentTextPath == null ? null : documentsFile,
                documentTextPath);
    }

    private static String required(final Map<String, String> attributes, final String name) {
        final String value = AttributeValues.text(attributes, name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The FlowFile has no attribute %s, which CreateBatchRerank writes. It is required to derive the keys of the records"
                            .formatted(name));
        }

        return value;
    }
}
