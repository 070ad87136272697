/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.HashMap;
import java.util.Map;

/**
 * Everything that decides how records become requests of {@code /v1/contextualizedembeddings}. The endpoint has no truncation: a document that is too long is refused.
 * Source: Voyage's reference of {@code POST /v1/contextualizedembeddings}.
 *
 * @param embedding what the vectors depend on besides the document
 * @param form how a document stands in the records
 * @param paths where
 * @param chunkSize tokens of a chunk that Voyage cuts, or null for its default of 512
 * @param chunkOverlap tokens that two such chunks share, or null for none
 */
public record ContextualizedParameters(
        EmbeddingParameters embedding,
        DocumentLayout form,
        DocumentPaths paths,
        Integer chunkSize,
        Integer chunkOverlap) {

    public String model() {
        return embedding.model();
    }

    /**
     * Whether Voyage cuts the documents.
     */
    public boolean isChunkedByVoyage() {
        return form == DocumentLayout.WHOLE_TEXT && embedding.inputType() == EmbeddingInputType.DOCUMENT;
    }

    /**
     * The part of a document's key that says how it is cut; empty when it comes in chunks.
     */
    String chunking() {
        return isChunkedByVoyage() ? "auto %s %s".formatted(text(chunkSize), text(chunkOverlap)) : "";
    }

    /**
     * The form of the requests; for one thread.
     */
    public RequestExtractor extractor() {
        final DocumentRequests requests = new DocumentRequests(this);
        return switch (form) {
            case CHUNK_ARRAY -> new ChunkArrayRequestExtractor(paths, requests);
            case CONSECUTIVE_RECORDS -> new ConsecutiveRecordsRequestExtractor(paths, requests);
            case WHOLE_TEXT -> new WholeTextRequestExtractor(paths, requests);
        };
    }

    /**
     * The {@code request_params} of a job.
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
        attributes.put(VoyageAttributes.DOCUMENT_LAYOUT, form.name());
        attributes.put(VoyageAttributes.CHUNKS_RECORD_PATH, text(paths.chunks()));
        attributes.put(VoyageAttributes.DOCUMENT_ID_RECORD_PATH, text(paths.documentId()));
        attributes.put(VoyageAttributes.CHUNK_COUNT_RECORD_PATH, text(paths.chunkCount()));
        attributes.put(VoyageAttributes.TEXT_RECORD_PATH, text(paths.text()));
        attributes.put(VoyageAttributes.CHUNK_SIZE, text(chunkSize));
        attributes.put(VoyageAttributes.CHUNK_OVERLAP, text(chunkOverlap));
        return attributes;
    }

    /**
     * The parameters in a FlowFile's attributes.
     *
     * @throws IllegalArgumentException naming the attribute that is missing or unreadable
     */
    public static ContextualizedParameters read(final Map<String, String> attributes) {
        return new ContextualizedParameters(
                EmbeddingAttributes.read(attributes),
                form(attributes.get(VoyageAttributes.DOCUMENT_LAYOUT)),
                new DocumentPaths(
                        value(attributes, VoyageAttributes.CHUNKS_RECORD_PATH),
                        value(attributes, VoyageAttributes.DOCUMENT_ID_RECORD_PATH),
                        value(attributes, VoyageAttributes.CHUNK_COUNT_RECORD_PATH),
                        value(attributes, VoyageAttributes.TEXT_RECORD_PATH)),
                number(attributes, VoyageAttributes.CHUNK_SIZE),
                number(attributes, VoyageAttributes.CHUNK_OVERLAP));
    }

    /**
     * The same with the text elsewhere, in forms that have one text in a record.
     */
    public ContextualizedParameters withTextPath(final String textPath) {
        final DocumentPaths moved = new DocumentPaths(
                paths.chunks(),
                paths.documentId(),
                paths.chunkCount(),
                form == DocumentLayout.CHUNK_ARRAY ? paths.text() : textPath);
        return new ContextualizedParameters(embedding, form, moved, chunkSize, chunkOverlap);
    }

    private static DocumentLayout form(final String name) {
        for (final DocumentLayout form : DocumentLayout.values()) {
            if (form.name().equals(name)) {
                return form;
            }
        }

        throw new IllegalArgumentException(
                "The attribute %s holds [%s], which is no form of documents: CreateBatchContextualized writes it"
                        .formatted(VoyageAttributes.DOCUMENT_LAYOUT, name));
    }

    private static Integer number(final Map<String, String> attributes, final String name) {
        final String value = value(attributes, name);
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The attribute %s holds [%s], which is no number".formatted(name, value), e);
        }
    }

    private static String value(final Map<String, String> attributes, final String name) {
        final String value = attributes.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    private static String text(final Object value) {
        return value == null ? "" : value.toString();
    }
}
