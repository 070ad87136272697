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
 * The properties that tell where documents and their chunks stand, and how they are embedded.
 */
public final class DocumentProperties {

    public static final PropertyDescriptor DOCUMENT_LAYOUT = new PropertyDescriptor.Builder()
            .name("Document Layout")
            .description("How a document stands in the records")
            .required(true)
            .allowableValues(DocumentLayout.class)
            .defaultValue(DocumentLayout.CHUNK_ARRAY)
            .build();

    public static final PropertyDescriptor CHUNKS_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Chunks Record Path")
            .description(
                    "Path to the chunks of a document in their order: to an array of texts, such as /chunks, or to the text of each, such as /chunks[*]/text. "
                            + "A document with a chunk that is missing, blank or not a text is not sent, and comes out of DownloadBatchResults in rejected.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CHUNK_ARRAY)
            .required(true)
            .defaultValue("/chunks")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENT_ID_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Document ID Record Path")
            .description(
                    "Path to what all chunks of a document have in common and those of the next document have not. Only records that follow one another are a document.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS)
            .required(true)
            .defaultValue("/metadata/source")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor CHUNK_COUNT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Chunk Count Record Path")
            .description(
                    "Path to the number of chunks of the document, such as /metadata/chunk_count of ChunkDocument. When set, a document with another number of records is not sent, since the vectors "
                            + "of its chunks would be those of another document.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS)
            .required(false)
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description("Path to the text of a record: a chunk, or the whole text")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS, DocumentLayout.WHOLE_TEXT)
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor CHUNK_SIZE = new PropertyDescriptor.Builder()
            .name("Chunk Size")
            .description(
                    "Tokens of a chunk that Voyage cuts, for documents. When not set, Voyage's default of 512 is used.")
            .dependsOn(DOCUMENT_LAYOUT, DocumentLayout.WHOLE_TEXT)
            .required(false)
            .addValidator(StandardValidators.createLongValidator(1, 32_000, true))
            .build();

    public static final PropertyDescriptor CHUNK_OVERLAP = new PropertyDescriptor.Builder()
            .name("Chunk Overlap")
            .description("Tokens that neighbouring chunks share")
            .dependsOn(CHUNK_SIZE)
            .required(false)
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor CONTEXTUALIZED_MODEL = new PropertyDescriptor.Builder()
            .name("Embeddings Model")
            .description(
                    "Name of a model that embeds chunks in their context. voyage-context-3 is confirmed for batches; voyage-context-4 is newer.")
            .required(true)
            .defaultValue("voyage-context-3")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    private DocumentProperties() {}

    public static ContextualizedParameters parameters(final PropertyContext context) {
        final DocumentLayout form = context.getProperty(DOCUMENT_LAYOUT).asAllowableValue(DocumentLayout.class);
        final boolean isArray = form == DocumentLayout.CHUNK_ARRAY;
        final boolean isRecords = form == DocumentLayout.CONSECUTIVE_RECORDS;
        final boolean isWhole = form == DocumentLayout.WHOLE_TEXT;
        final DocumentPaths paths = new DocumentPaths(
                isArray ? context.getProperty(CHUNKS_RECORD_PATH).getValue() : null,
                isRecords ? context.getProperty(DOCUMENT_ID_RECORD_PATH).getValue() : null,
                isRecords ? context.getProperty(CHUNK_COUNT_RECORD_PATH).getValue() : null,
                isArray ? null : context.getProperty(TEXT_RECORD_PATH).getValue());
        final Integer chunkSize = isWhole ? context.getProperty(CHUNK_SIZE).asInteger() : null;
        return new ContextualizedParameters(
                embedding(context),
                form,
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
     * What Voyage would refuse.
     */
    public static List<ValidationResult> validate(final PropertyContext context) {
        final List<ValidationResult> results = new ArrayList<>(EmbeddingProperties.validate(context));
        final ContextualizedParameters parameters = parameters(context);
        if (parameters.embedding().inputType() == EmbeddingInputType.QUERY
                && parameters.form() != DocumentLayout.WHOLE_TEXT) {
            results.add(invalid(
                    EmbeddingProperties.INPUT_TYPE,
                    "a query has no chunks: set %s to %s"
                            .formatted(DOCUMENT_LAYOUT.getName(), DocumentLayout.WHOLE_TEXT.getDisplayName())));
        }
        if (parameters.chunkOverlap() != null && parameters.chunkOverlap() >= parameters.chunkSize()) {
            results.add(invalid(CHUNK_OVERLAP, "it must be smaller than %s".formatted(CHUNK_SIZE.getName())));
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
