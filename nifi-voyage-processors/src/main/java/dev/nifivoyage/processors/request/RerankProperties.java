/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.model.RerankModel;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.service.api.embedding.RerankParameters;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
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
 * The properties that tell where queries and documents stand, and how they are ranked.
 */
public final class RerankProperties {

    public static final PropertyDescriptor QUERY_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Query Record Path")
            .description("Path to the query of a record. rerank-2.5 and newer models follow instructions in it.")
            .required(true)
            .defaultValue("/query")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENTS_SOURCE = new PropertyDescriptor.Builder()
            .name("Documents Source")
            .description("Where the documents come from that are ranked")
            .required(true)
            .allowableValues(DocumentsSource.class)
            .defaultValue(DocumentsSource.RECORD)
            .build();

    public static final PropertyDescriptor DOCUMENTS_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Documents Record Path")
            .description(
                    "Path to the documents of a query, at most 1,000: to an array of texts, such as /documents, or to the text of each, such as /documents[*]/text. "
                            + "In the latter case the other fields of a document stay with it.")
            .dependsOn(DOCUMENTS_SOURCE, DocumentsSource.RECORD)
            .required(true)
            .defaultValue("/documents")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENTS_FILE = new PropertyDescriptor.Builder()
            .name("Documents File")
            .description(
                    "File with the documents, at most 1,000, one in each record. "
                            + "It is read for each FlowFile, here and by DownloadBatchResults (see Documents File there), and must not change until the results are there.")
            .dependsOn(DOCUMENTS_SOURCE, DocumentsSource.FILE)
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .build();

    public static final PropertyDescriptor DOCUMENT_TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Document Text Record Path")
            .description("Path to the text of a document in the file; its other fields stay with it")
            .dependsOn(DOCUMENTS_SOURCE, DocumentsSource.FILE)
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor RERANK_MODEL = new PropertyDescriptor.Builder()
            .name("Rerank Model")
            .description("Name of the model. rerank-2.5 and rerank-2.5-lite are confirmed for batches.")
            .required(true)
            .defaultValue("rerank-2.5")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor TOP_K = new PropertyDescriptor.Builder()
            .name("Top K")
            .description(
                    "How many of the most relevant documents come back for a query. When not set, all do. All are billed in any case. "
                            + "With it, Voyage is asked for the texts of these documents too, against which their positions are checked.")
            .required(false)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor RETURN_DOCUMENTS = new PropertyDescriptor.Builder()
            .name("Return Documents")
            .description(
                    "Whether the texts of the ranked documents stand in the ranking. Documents that are records stand in the ranking in any case.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor TRUNCATION = new PropertyDescriptor.Builder()
            .name("Truncation")
            .description(
                    "Whether a query or document over the model's limits is cut. Otherwise the query is refused, and its record goes to rejected.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    private RerankProperties() {}

    /**
     * The parameters of a processor that has the property Namespace.
     */
    public static RankingParameters parameters(final PropertyContext context, final FlowFile flowFile) {
        return parameters(
                context,
                value -> value.evaluateAttributeExpressions(flowFile),
                context.getProperty(EmbeddingProperties.NAMESPACE).getValue());
    }

    /**
     * The parameters of a processor that has no such property.
     *
     * @param evaluation evaluates the expression language, with a FlowFile or with attributes
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
     * The documents of all queries; empty when each record has its own.
     *
     * @throws IOException naming the file, when it cannot be read
     */
    public static List<TextPart> shared(
            final RankingParameters parameters, final RecordReaderFactory readerFactory, final ComponentLog logger)
            throws IOException {
        if (!parameters.hasSharedDocuments()) {
            return List.of();
        }
        if (parameters.documentsFile().isBlank()) {
            throw new IOException("The documents of all queries are in a file, and %s does not name it"
                    .formatted(DOCUMENTS_FILE.getName()));
        }

        final Path file;
        try {
            file = Path.of(parameters.documentsFile());
        } catch (final InvalidPathException e) {
            throw new IOException("%s is no path of a file: %s".formatted(DOCUMENTS_FILE.getName(), e.getMessage()), e);
        }

        return SharedDocuments.read(
                file, parameters.documentTextPath(), readerFactory, logger, RerankModel.MAXIMUM_DOCUMENTS);
    }
}
