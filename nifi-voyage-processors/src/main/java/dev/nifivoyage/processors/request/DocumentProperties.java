/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;

import java.util.ArrayList;
import java.util.List;

/**
 * Properties that locate documents and their chunks in the records, and control how they are embedded.
 */
public final class DocumentProperties {

    public static final PropertyDescriptor DOCUMENT_LAYOUT = new PropertyDescriptor.Builder()
            .name("Document Layout")
            .description("Specifies the layout of the documents in the records")
            .required(true)
            .allowableValues(DocumentLayout.class)
            .defaultValue(DocumentLayout.CHUNK_ARRAY)
            .build();

    public static final PropertyDescriptor CHUNKS_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Chunks Record Path")
            .description(
                    "A RecordPath that points to the chunks of a document in order: to an array of strings, for example /chunks, or to the text of each, for example /chunks[*]/text. "
                            + "Documents with a chunk that is missing or not a string are not sent; DownloadBatchResults routes them to rejected. Empty chunks are skipped.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CHUNK_ARRAY)
            .required(true)
            .defaultValue("/chunks")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENT_ID_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Document ID Record Path")
            .description(
                    "A RecordPath that points to a value that all chunks of a document share and that differs from that of the next document, for example /document_id of ChunkText. "
                            + "Only consecutive records form a document.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS)
            .required(true)
            .defaultValue("/metadata/source")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor CHUNK_COUNT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Chunk Count Record Path")
            .description(
                    "A RecordPath that points to the number of chunks of the document, for example /chunk_count of ChunkText, or /metadata/chunk_count of ChunkDocument. "
                            + "If set, documents with a different number of records are not sent, because the vectors of their chunks would be those of another document.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS)
            .required(false)
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description("A RecordPath that points to the text of a record: a chunk, or the whole text")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS, DocumentLayout.WHOLE_TEXT)
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor CHUNK_SIZE = new PropertyDescriptor.Builder()
            .name("Chunk Size")
            .description(
                    "Specifies the number of tokens in a chunk when Voyage splits documents. If not set, Voyage's default of 512 is used.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.WHOLE_TEXT)
            .required(false)
            .addValidator(StandardValidators.createLongValidator(1, 32_000, true))
            .build();

    public static final PropertyDescriptor CHUNK_OVERLAP = new PropertyDescriptor.Builder()
            .name("Chunk Overlap")
            .description("Specifies the number of tokens shared by consecutive chunks")
            .dependsOn(CHUNK_SIZE)
            .required(false)
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor CONTEXTUALIZED_MODEL = new PropertyDescriptor.Builder()
            .name("Embeddings Model")
            .description(
                    "Specifies a model for contextualized embeddings. voyage-context-3 is confirmed for batch jobs; voyage-context-4 is newer.")
            .required(true)
            .defaultValue("voyage-context-3")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    private DocumentProperties() {}

    public static ContextualizedParameters parameters(final PropertyContext context) {
        final DocumentLayout layout = context.getProperty(DOCUMENT_LAYOUT).asAllowableValue(DocumentLayout.class);
        final boolean isArray = layout == DocumentLayout.CHUNK_ARRAY;
        final boolean isRecords = layout == DocumentLayout.CONSECUTIVE_RECORDS;
        final boolean isWhole = layout == DocumentLayout.WHOLE_TEXT;
        final DocumentPaths paths = new DocumentPaths(
                isArray ? context.getProperty(CHUNKS_RECORD_PATH).getValue() : null,
                isRecords ? context.getProperty(DOCUMENT_ID_RECORD_PATH).getValue() : null,
                isRecords ? context.getProperty(CHUNK_COUNT_RECORD_PATH).getValue() : null,
                isArray ? null : context.getProperty(TEXT_RECORD_PATH).getValue());
        final Integer chunkSize = isWhole ? context.getProperty(CHUNK_SIZE).asInteger() : null;
        return new ContextualizedParameters(
                embedding(context),
                layout,
                paths,
                chunkSize,
                chunkSize == null ? null : context.getProperty(CHUNK_OVERLAP).asInteger());
    }

    private static EmbeddingParameters embedding(final PropertyContext context) {
        return new EmbeddingParameters(
                context.getProperty(EmbeddingProperties.NAMESPACE).getValue(),
                context.getProperty(CONTEXTUALIZED_MODEL).getValue(),
                context.getProperty(EmbeddingProperties.INPUT_TYPE).asAllowableValue(EmbeddingInputType.class),
                context.getProperty(EmbeddingProperties.DIMENSIONS).asInteger(),
                context.getProperty(EmbeddingProperties.DATA_TYPE).asAllowableValue(EmbeddingDataType.class),
                false);
    }

    /**
     * Validates what Voyage would reject.
     */
    public static List<ValidationResult> validate(final PropertyContext context) {
        final List<ValidationResult> results = new ArrayList<>(EmbeddingProperties.validate(context));
        final ContextualizedParameters parameters = parameters(context);
        if (parameters.embedding().inputType() == EmbeddingInputType.QUERY
                && parameters.layout() != DocumentLayout.WHOLE_TEXT) {
            results.add(invalid(
                    EmbeddingProperties.INPUT_TYPE,
                    "A query has no chunks. Set %s to %s"
                            .formatted(DOCUMENT_LAYOUT.getName(), DocumentLayout.WHOLE_TEXT.getDisplayName())));
        }
        if (parameters.chunkOverlap() != null && parameters.chunkOverlap() >= parameters.chunkSize()) {
            results.add(invalid(CHUNK_OVERLAP, "It must be smaller than %s".formatted(CHUNK_SIZE.getName())));
        }

        return results;
    }

    private static ValidationResult invalid(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder()
                .subject(property.getName())
                .valid(false)
                .explanation(explanation)
                .build();
    }
}
