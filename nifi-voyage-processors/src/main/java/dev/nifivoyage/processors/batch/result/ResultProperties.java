/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.processors.response.OutputSettings;
import dev.nifivoyage.processors.response.OutputStrategy;
import dev.nifivoyage.processors.response.VectorColumns;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.time.Duration;
import java.util.Optional;

/**
 * Properties of DownloadBatchResults.
 */
public final class ResultProperties {

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Specifies the Record Reader for the content of incoming FlowFiles. It must return the same texts as the reader of the processor that created the batch job. "
                            + "If not set, the vectors are only cached.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Record Writer for the results. A schema configured in the writer must contain the field at Embedding Record Path. "
                            + "If unprocessed records are routed back to the processor that created the batch job, its Record Reader must read this format too.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(RECORD_READER)
            .required(true)
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "A RecordPath that points to the text of a record. Must be the path in the processor that created the batch job, which writes it to an attribute.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("${%s}".formatted(VoyageAttributes.TEXT_RECORD_PATH))
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor EMBEDDING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Embedding Record Path")
            .description(
                    "A RecordPath that points to the field for the vector. A missing field is added, but its parent must exist. "
                            + "Records without the parent are routed to rejected with the error code missing_target.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/embedding")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor VECTOR_FORMAT = new PropertyDescriptor.Builder()
            .name("Vector Format")
            .description("Specifies the format of the vector in the record")
            .dependsOn(RECORD_READER)
            .required(true)
            .allowableValues(VectorFormat.class)
            .defaultValue(VectorFormat.NUMBERS)
            .build();

    public static final PropertyDescriptor OUTPUT_STRATEGY = new PropertyDescriptor.Builder()
            .name("Output Strategy")
            .description(
                    "Specifies how many records are written for a document with its chunks, or for a query with its ranking. "
                            + "Records with one text remain one record each, and so do chunks that came as separate records. Chunks created by Voyage always become one record each.")
            .dependsOn(RECORD_READER)
            .required(true)
            .allowableValues(OutputStrategy.class)
            .defaultValue(OutputStrategy.RECORD)
            .build();

    public static final PropertyDescriptor RANKING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Ranking Record Path")
            .description(
                    "A RecordPath that points to the field for the ranked documents of a query, or, with One Record per Result, for one of them. "
                            + "Used for batch jobs of CreateBatchRerank.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/ranking")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENTS_FILE = new PropertyDescriptor.Builder()
            .name("Documents File")
            .description(
                    "Specifies the file with the documents shared by all queries. CreateBatchRerank writes its path to an attribute. "
                            + "Set the path here if the attributes of incoming FlowFiles cannot be trusted. A path in the metadata of a batch job is never opened.")
            .dependsOn(RECORD_READER)
            .required(false)
            .defaultValue("${%s}".formatted(VoyageAttributes.DOCUMENTS_FILE))
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .build();

    public static final PropertyDescriptor POPULATE_CACHE = new PropertyDescriptor.Builder()
            .name("Populate Cache")
            .description(
                    "Specifies whether the vectors of the batch job are cached. FlowFiles without content then need only the ID of a batch job, and no records are joined.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .dependsOn(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE)
            .build();

    public static final PropertyDescriptor DELETE_REMOTE_FILES = new PropertyDescriptor.Builder()
            .name("Delete Remote Files")
            .description(
                    "Specifies whether the files of the batch job are deleted at Voyage after the results are committed in NiFi, "
                            + "provided that every line matched a record, and no record is unprocessed for another reason than HTTP 429 or 5xx. Voyage deletes all files after 30 days.")
            .dependsOn(RECORD_READER)
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor MISSING_RESULTS_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Missing Results Timeout")
            .description(
                    "Specifies how long to wait for a batch job or file that is not found, and for lines that the batch job counts but its files do not contain. "
                            + "Meanwhile, the FlowFile is routed to retry. Afterwards, records without a result are routed to unprocessed, "
                            + "and FlowFiles whose batch job or file is not found are routed to failure.")
            .required(true)
            .defaultValue("5 min")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    public static final PropertyDescriptor MAXIMUM_THREADS = new PropertyDescriptor.Builder()
            .name("Maximum Threads")
            .description(
                    "Specifies the maximum number of threads for a FlowFile: while one downloads the results, and then writes the records, the others parse the results. "
                            + "Results of up to 256 KB are processed by one thread. Does not include the thread that stores vectors in the cache.")
            .required(true)
            .defaultValue("2")
            .addValidator(StandardValidators.createLongValidator(1, 64, true))
            .build();

    private ResultProperties() {}

    public static RecordReaderFactory reader(final PropertyContext context) {
        return context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
    }

    /**
     * Returns the options for a FlowFile.
     */
    public static DownloadOptions options(final ProcessContext context, final FlowFile flowFile) {
        final Duration timeout = context.getProperty(MISSING_RESULTS_TIMEOUT).asDuration();
        final boolean hasReader = context.getProperty(RECORD_READER).isSet();
        return new DownloadOptions(
                VoyageClientProperty.client(context),
                joinsRecords(context, flowFile)
                        ? Optional.of(new DownloadOptions.RecordServices(reader(context), writer(context)))
                        : Optional.empty(),
                Optional.ofNullable(PriceProperty.price(context)),
                TemporaryDirectoryProperty.directory(context),
                context.getProperty(MAXIMUM_THREADS).asInteger(),
                hasReader && context.getProperty(DELETE_REMOTE_FILES).asBoolean(),
                GracePeriod.notFound(timeout),
                GracePeriod.incompleteResults(timeout));
    }

    private static RecordSetWriterFactory writer(final PropertyContext context) {
        return context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
    }

    /**
     * Returns the file with the documents shared by all queries; empty if there is none.
     */
    public static String documentsFile(final PropertyContext context, final FlowFile flowFile) {
        final PropertyValue file = context.getProperty(DOCUMENTS_FILE);
        return context.getProperty(RECORD_READER).isSet() && file.isSet()
                ? file.evaluateAttributeExpressions(flowFile).getValue()
                : "";
    }

    /**
     * Returns whether the vectors of jobs are cached.
     */
    public static boolean fillsCache(final PropertyContext context) {
        return context.getProperty(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE)
                        .isSet()
                && context.getProperty(POPULATE_CACHE).asBoolean();
    }

    /**
     * Returns whether a FlowFile has records to join.
     */
    public static boolean joinsRecords(final PropertyContext context, final FlowFile flowFile) {
        return context.getProperty(RECORD_READER).isSet() && (flowFile.getSize() > 0 || !fillsCache(context));
    }

    /**
     * Returns the fields for the results of a FlowFile.
     */
    public static OutputSettings output(final PropertyContext context, final FlowFile flowFile) {
        if (!context.getProperty(RECORD_READER).isSet()) {
            // properties that depend on the reader must not be read without it
            return new OutputSettings(
                    "",
                    EMBEDDING_RECORD_PATH.getDefaultValue(),
                    VectorFormat.NUMBERS,
                    OutputStrategy.values()[0],
                    RANKING_RECORD_PATH.getDefaultValue(),
                    VectorColumns.NONE);
        }

        return new OutputSettings(
                context.getProperty(TEXT_RECORD_PATH)
                        .evaluateAttributeExpressions(flowFile)
                        .getValue(),
                context.getProperty(EMBEDDING_RECORD_PATH).getValue(),
                context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class),
                context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class),
                context.getProperty(RANKING_RECORD_PATH).getValue(),
                VectorColumns.of(context));
    }
}
