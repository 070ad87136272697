/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.HashMap;
import java.util.Map;

/**
 * The parameters that decide how records become requests of {@code /v1/contextualizedembeddings}. The endpoint has no
 * truncation: a document that is too long is rejected. Source: Voyage's reference of
 * {@code POST /v1/contextualizedembeddings}.
 *
 * @param embedding parameters that the vectors depend on besides the document
 * @param layout layout of the documents in the records
 * @param paths paths to the parts of a document
 * @param chunkSize number of tokens in a chunk created by Voyage, or null for its default of 512
 * @param chunkOverlap number of tokens shared by consecutive chunks created by Voyage, or null for none
 */
public record ContextualizedParameters(
        EmbeddingParameters embedding,
        DocumentLayout layout,
        DocumentPaths paths,
        Integer chunkSize,
        Integer chunkOverlap) {

    public String model() {
        return embedding.model();
    }

    /**
     * Returns whether Voyage splits the documents into chunks.
     */
    public boolean isChunkedByVoyage() {
        return layout == DocumentLayout.WHOLE_TEXT && embedding.inputType() == EmbeddingInputType.DOCUMENT;
    }

    /**
     * Returns the part of a document's key that identifies how Voyage splits it; empty if it already has chunks.
     */
    String chunking() {
        return isChunkedByVoyage() ? "auto %s %s".formatted(text(chunkSize), text(chunkOverlap)) : "";
    }

    /**
     * Returns an extractor for the requests. Not thread-safe.
     */
    public RequestExtractor extractor() {
        final DocumentRequests requests = new DocumentRequests(this);
        return switch (layout) {
            case CHUNK_ARRAY -> new ChunkArrayRequestExtractor(paths, requests);
            case CONSECUTIVE_RECORDS -> new ConsecutiveRecordsRequestExtractor(paths, requests);
            case WHOLE_TEXT -> new WholeTextRequestExtractor(paths, requests);
        };
    }

    /**
     * Returns the {@code request_params} of a job.
     */
    public Map<String, Object> requestParameters() {
        final Map<String, Object> requestParameters = new HashMap<>(embedding.toFields());
        requestParameters.remove("truncation");
        if (isChunkedByVoyage()) {
            requestParameters.put("enable_auto_chunking", true);
            if (chunkSize != null) {
                requestParameters.put("chunk_size", chunkSize);
            }
            if (chunkOverlap != null) {
                requestParameters.put("chunk_overlap", chunkOverlap);
            }
        }

        return requestParameters;
    }

    public Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(embedding));
        attributes.put(VoyageAttributes.DOCUMENT_LAYOUT, layout.name());
        attributes.put(VoyageAttributes.CHUNKS_RECORD_PATH, text(paths.chunks()));
        attributes.put(VoyageAttributes.DOCUMENT_ID_RECORD_PATH, text(paths.documentId()));
        attributes.put(VoyageAttributes.CHUNK_COUNT_RECORD_PATH, text(paths.chunkCount()));
        attributes.put(VoyageAttributes.TEXT_RECORD_PATH, text(paths.text()));
        attributes.put(VoyageAttributes.CHUNK_SIZE, text(chunkSize));
        attributes.put(VoyageAttributes.CHUNK_OVERLAP, text(chunkOverlap));
        return attributes;
    }

    /**
     * Reads the parameters from the attributes of a FlowFile.
     *
     * @throws IllegalArgumentException if an attribute is missing or invalid
     */
    public static ContextualizedParameters read(final Map<String, String> attributes) {
        return new ContextualizedParameters(
                EmbeddingAttributes.read(attributes),
                layout(attributes.get(VoyageAttributes.DOCUMENT_LAYOUT)),
                new DocumentPaths(
                        AttributeValues.text(attributes, VoyageAttributes.CHUNKS_RECORD_PATH),
                        AttributeValues.text(attributes, VoyageAttributes.DOCUMENT_ID_RECORD_PATH),
                        AttributeValues.text(attributes, VoyageAttributes.CHUNK_COUNT_RECORD_PATH),
                        AttributeValues.text(attributes, VoyageAttributes.TEXT_RECORD_PATH)),
                AttributeValues.number(attributes, VoyageAttributes.CHUNK_SIZE),
                AttributeValues.number(attributes, VoyageAttributes.CHUNK_OVERLAP));
    }

    /**
     * Returns these parameters with another text path, in layouts with one text in a record.
     */
    public ContextualizedParameters withTextPath(final String textPath) {
        final DocumentPaths moved = new DocumentPaths(
                paths.chunks(),
                paths.documentId(),
                paths.chunkCount(),
                layout == DocumentLayout.CHUNK_ARRAY ? paths.text() : textPath);
        return new ContextualizedParameters(embedding, layout, moved, chunkSize, chunkOverlap);
    }

    private static DocumentLayout layout(final String name) {
        for (final DocumentLayout layout : DocumentLayout.values()) {
            if (layout.name().equals(name)) {
                return layout;
            }
        }

        throw new IllegalArgumentException(
                "The attribute %s has the value [%s], which is not a document layout. CreateBatchContextualized writes this attribute"
                        .formatted(VoyageAttributes.DOCUMENT_LAYOUT, AttributeValues.shown(name)));
    }

    private static String text(final Object value) {
        return value == null ? "" : value.toString();
    }
}
