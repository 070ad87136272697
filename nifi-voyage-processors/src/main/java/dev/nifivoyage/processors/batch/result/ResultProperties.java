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
import dev.nifivoyage.processors.record.OutputStrategy;
import dev.nifivoyage.processors.record.VectorFormat;
import dev.nifivoyage.processors.response.OutputSettings;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/**
 * The properties that decide how results are joined to records.
 */
public final class ResultProperties {

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description(
                    "Reads the records; must give the same texts as the reader of the processor that made the job. When not set, the vectors only go to the cache.")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(false)
            .build();

    public static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Writes the records. A schema given to the writer must have the field at Embedding Record Path. "
                            + "Where unprocessed records go to the processor that made the job again, its Record Reader must read this format too.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(RECORD_READER)
            .required(true)
            .build();

    public static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "Path to the text of a record, as in the processor that made the job, which leaves it in the FlowFile's attributes")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("${%s}".formatted(VoyageAttributes.TEXT_RECORD_PATH))
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor EMBEDDING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Embedding Record Path")
            .description(
                    "Path to the field that gets the vector. It is added when it is not there; its parent must be there. A record without it goes to rejected as no_place.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/embedding")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor VECTOR_FORMAT = new PropertyDescriptor.Builder()
            .name("Vector Format")
            .description("How the vector stands in the record")
            .dependsOn(RECORD_READER)
            .required(true)
            .allowableValues(VectorFormat.class)
            .defaultValue(VectorFormat.NUMBERS)
            .build();

    public static final PropertyDescriptor OUTPUT_STRATEGY = new PropertyDescriptor.Builder()
            .name("Output Strategy")
            .description(
                    "How many records are written for a document with its chunks, or for a query with its ranking. Records of one text with one vector stay one record each, and so do chunks "
                            + "that came as records of their own; chunks that Voyage cut itself are always a record each.")
            .dependsOn(RECORD_READER)
            .required(true)
            .allowableValues(OutputStrategy.class)
            .defaultValue(OutputStrategy.RECORD)
            .build();

    public static final PropertyDescriptor RANKING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Ranking Record Path")
            .description(
                    "Path to the field that gets the ranked documents of a query, with One Record per Input Record, or the document, with One Record per Result. For jobs of CreateBatchRerank.")
            .dependsOn(RECORD_READER)
            .required(true)
            .defaultValue("/ranking")
            .addValidator(new RecordPathValidator())
            .build();

    public static final PropertyDescriptor DOCUMENTS_FILE = new PropertyDescriptor.Builder()
            .name("Documents File")
            .description(
                    "File with the documents of all queries, as in CreateBatchRerank with the Documents Source File, which leaves its path in the FlowFile's attributes. Name the file here where the "
                            + "attributes of incoming FlowFiles are not to be trusted. A path in the metadata of a job is never opened.")
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
                    "Whether each vector of the job is put into the cache. A FlowFile without content then has no records to be joined: all it needs is the id of a job.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .dependsOn(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE)
            .build();

    public static final PropertyDescriptor DELETE_REMOTE_FILES = new PropertyDescriptor.Builder()
            .name("Delete Remote Files")
            .description(
                    "Whether the job's files are deleted at Voyage once the results are committed in NiFi, provided that every line of them belonged to a record and no record is left "
                            + "unprocessed. Otherwise Voyage deletes them after 30 days.")
            .dependsOn(RECORD_READER)
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor MISSING_RESULTS_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Missing Results Timeout")
            .description(
                    "How long results are waited for that should be there: a job or a file that is not found, and lines that the job counts and its files do not hold. Meanwhile the FlowFile goes to "
                            + "retry. After that, records whose results are missing go to unprocessed, and a FlowFile whose job or file is not found goes to failure.")
            .required(true)
            .defaultValue("5 min")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    private ResultProperties() {}

    public static RecordReaderFactory reader(final PropertyContext context) {
        return context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
    }

    /**
     * For a job or a file that is not found.
     */
    public static GracePeriod notFound(final PropertyContext context) {
        return GracePeriod.notFound(context.getProperty(MISSING_RESULTS_TIMEOUT).asDuration());
    }

    /**
     * For lines that the job counts and its files do not hold.
     */
    public static GracePeriod incompleteResults(final PropertyContext context) {
        return GracePeriod.incompleteResults(
                context.getProperty(MISSING_RESULTS_TIMEOUT).asDuration());
    }

    /**
     * Whether the files of a FlowFile's job are deleted once its results are committed.
     */
    public static boolean deletesRemoteFiles(final PropertyContext context) {
        return context.getProperty(RECORD_READER).isSet()
                && context.getProperty(DELETE_REMOTE_FILES).asBoolean();
    }

    public static RecordSetWriterFactory writer(final PropertyContext context) {
        return context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
    }

    /**
     * The file with the documents of all queries; empty when none is named.
     */
    public static String documentsFile(final PropertyContext context, final FlowFile flowFile) {
        final PropertyValue file = context.getProperty(DOCUMENTS_FILE);
        return context.getProperty(RECORD_READER).isSet() && file.isSet()
                ? file.evaluateAttributeExpressions(flowFile).getValue()
                : "";
    }

    /**
     * Whether the vectors of jobs are put into a cache.
     */
    public static boolean fillsCache(final PropertyContext context) {
        return context.getProperty(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE)
                        .isSet()
                && context.getProperty(POPULATE_CACHE).asBoolean();
    }

    /**
     * Whether a FlowFile has records that results are to be joined to.
     */
    public static boolean joinsRecords(final PropertyContext context, final FlowFile flowFile) {
        return context.getProperty(RECORD_READER).isSet() && (flowFile.getSize() > 0 || !fillsCache(context));
    }

    /**
     * Where the results of a FlowFile's job go.
     */
    public static OutputSettings output(final PropertyContext context, final FlowFile flowFile) {
        if (!context.getProperty(RECORD_READER).isSet()) {
            // without records nothing is put anywhere, and properties that depend on the reader must not be asked for
            return new OutputSettings(
                    "",
                    EMBEDDING_RECORD_PATH.getDefaultValue(),
                    VectorFormat.NUMBERS,
                    OutputStrategy.values()[0],
                    RANKING_RECORD_PATH.getDefaultValue());
        }

        return new OutputSettings(
                context.getProperty(TEXT_RECORD_PATH)
                        .evaluateAttributeExpressions(flowFile)
                        .getValue(),
                context.getProperty(EMBEDDING_RECORD_PATH).getValue(),
                context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class),
                context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class),
                context.getProperty(RANKING_RECORD_PATH).getValue());
    }
}
