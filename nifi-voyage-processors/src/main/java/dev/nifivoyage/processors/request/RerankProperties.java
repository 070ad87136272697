/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.model.RerankModel;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.service.api.embedding.RerankParameters;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Properties that locate queries and documents, and control how they are ranked.
 */
public final class RerankProperties {

    public static final PropertyDescriptor QUERY_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Query Record Path")
            .description(
                    "A RecordPath that points to the query of a record. rerank-2.5 and newer models follow instructions in the query.")
            .required(true)
            .defaultValue("/query")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENTS_SOURCE = new PropertyDescriptor.Builder()
            .name("Documents Source")
            .description("Specifies the source of the documents to rank")
            .required(true)
            .allowableValues(DocumentsSource.class)
            .defaultValue(DocumentsSource.RECORD)
            .build();

    public static final PropertyDescriptor DOCUMENTS_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Documents Record Path")
            .description(
                    "A RecordPath that points to the documents of a query, up to 1,000: to an array of strings, for example /documents, or to the text of each, for example /documents[*]/text. "
                            + "In the latter case, the ranking includes the other fields of a document.")
            .dependsOn(DOCUMENTS_SOURCE, DocumentsSource.RECORD)
            .required(true)
            .defaultValue("/documents")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENTS_FILE = new PropertyDescriptor.Builder()
            .name("Documents File")
            .description(
                    "Specifies a file with up to 1,000 documents, one in each record. "
                            + "It is read for each FlowFile, here and by DownloadBatchResults (see Documents File there), and must not change until the results are downloaded.")
            .dependsOn(DOCUMENTS_SOURCE, DocumentsSource.FILE)
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .build();

    public static final PropertyDescriptor DOCUMENT_TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Document Text Record Path")
            .description(
                    "A RecordPath that points to the text of a document in the file. The ranking includes the other fields of a document.")
            .dependsOn(DOCUMENTS_SOURCE, DocumentsSource.FILE)
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor RERANK_MODEL = new PropertyDescriptor.Builder()
            .name("Rerank Model")
            .description("Specifies the model. rerank-2.5 and rerank-2.5-lite are confirmed for batch jobs.")
            .required(true)
            .defaultValue("rerank-2.5")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor TOP_K = new PropertyDescriptor.Builder()
            .name("Top K")
            .description(
                    "Specifies the number of most relevant documents to return for a query. If not set, all are returned. All are billed in any case. "
                            + "If set, Voyage also returns the texts of these documents, by which their positions are verified.")
            .required(false)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor RETURN_DOCUMENTS = new PropertyDescriptor.Builder()
            .name("Return Documents")
            .description(
                    "Specifies whether the ranking includes the texts of the documents. Documents that are records are always included.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor TRUNCATION = new PropertyDescriptor.Builder()
            .name("Truncation")
            .description(
                    "Specifies whether queries and documents that exceed the limits of the model are truncated. Otherwise their records are routed to rejected.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    private RerankProperties() {}

    /**
     * Returns the parameters.
     *
     * @param evaluation evaluates the Expression Language with a FlowFile or with attributes
     */
    public static RankingParameters parameters(
            final PropertyContext context, final UnaryOperator<PropertyValue> evaluation, final String namespace) {
        final boolean isFile =
                context.getProperty(DOCUMENTS_SOURCE).asAllowableValue(DocumentsSource.class) == DocumentsSource.FILE;
        return new RankingParameters(
                new RerankParameters(
                        namespace,
                        context.getProperty(RERANK_MODEL).getValue(),
                        context.getProperty(TOP_K).asInteger(),
                        context.getProperty(RETURN_DOCUMENTS).asBoolean(),
                        context.getProperty(TRUNCATION).asBoolean()),
                context.getProperty(QUERY_RECORD_PATH).getValue(),
                isFile ? null : context.getProperty(DOCUMENTS_RECORD_PATH).getValue(),
                isFile ? evaluation.apply(context.getProperty(DOCUMENTS_FILE)).getValue() : null,
                isFile ? context.getProperty(DOCUMENT_TEXT_RECORD_PATH).getValue() : null);
    }

    /**
     * Returns the documents shared by all queries; empty if each record has its own.
     *
     * @throws IOException if the file cannot be read
     */
    public static List<TextPart> shared(
            final RankingParameters parameters, final RecordReaderFactory readerFactory, final ComponentLog logger)
            throws IOException {
        if (!parameters.hasSharedDocuments()) {
            return List.of();
        }
        if (parameters.documentsFile().isBlank()) {
            throw new IOException("The documents are in a file, but %s is empty".formatted(DOCUMENTS_FILE.getName()));
        }

        final Path file;
        try {
            file = Path.of(parameters.documentsFile());
        } catch (final InvalidPathException e) {
            throw new IOException("%s is not a valid path: %s".formatted(DOCUMENTS_FILE.getName(), e.getMessage()), e);
        }

        return SharedDocuments.read(
                file, parameters.documentTextPath(), readerFactory, logger, RerankModel.MAXIMUM_DOCUMENTS);
    }
}
