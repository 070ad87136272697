/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.batch.create.plan.CachedRequests;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.batch.create.plan.JobLimits;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.request.ContextualizedParameters;
import dev.nifivoyage.processors.request.DocumentPaths;
import dev.nifivoyage.processors.request.DocumentProperties;
import dev.nifivoyage.processors.verification.ModelVerifier;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.BatchEndpoint;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

@Tags({"voyage", "ai", "embeddings", "contextualized", "batch", "vector", "chunk", "document", "record", "rag"})
@CapabilityDescription(
        "Creates Voyage AI batch jobs that embed the chunks of documents, each chunk in the context of its document, at the discount of the Batch API. "
                + "The content of the FlowFile does not change; the ID of the batch job is added to its attributes.")
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "ID of the batch job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the batch job when it was created, for example validating"),
    @WritesAttribute(
            attribute = "voyage.batch.endpoint",
            description = "Endpoint of the batch job: /v1/contextualizedembeddings"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the batch job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "ID of the uploaded request file"),
    @WritesAttribute(
            attribute = "voyage.batch.input.file.fingerprint",
            description = "Fingerprint of the uploaded requests; set until the batch job is known"),
    @WritesAttribute(
            attribute = "voyage.batch.input.file.uploaded.at",
            description = "Time of the upload, RFC 3339; set until the batch job is known"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.id",
            description =
                    "Identifies the submission that the batch job belongs to, so that a later attempt adopts the job of this FlowFile and no other; set until the batch job is known"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.created.at",
            description = "Time at which the submission ID was assigned, RFC 3339; set until the batch job is known"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.parameters",
            description = "Fingerprint of the parameters of the submission; set until the batch job is known"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.index",
            description = "Index of the next slice, from 0; on split FlowFiles in the queue of the processor"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.count",
            description = "Number of slices; on split FlowFiles in the queue of the processor"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.table",
            description =
                    "Offset of the slice table in the content, in bytes; on split FlowFiles in the queue of the processor"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.mime.type",
            description = "MIME type of each slice; on split FlowFiles in the queue of the processor"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.count",
            description =
                    "Number of batch jobs created for the records so far: 1, and more for records that returned as unprocessed"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "Creation time of the batch job, RFC 3339"),
    @WritesAttribute(attribute = "voyage.embedding.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.embedding.input.type",
            description = "Requested input type: document, query, or none"),
    @WritesAttribute(
            attribute = "voyage.embedding.dimension",
            description = "Requested number of dimensions; empty for the default of the model"),
    @WritesAttribute(attribute = "voyage.embedding.data.type", description = "Requested data type"),
    @WritesAttribute(
            attribute = "voyage.embedding.truncation",
            description = "Always false, because the endpoint does not truncate"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the request keys"),
    @WritesAttribute(
            attribute = "voyage.embedding.document.layout",
            description = "Layout of the documents in the records: CHUNK_ARRAY, CONSECUTIVE_RECORDS, or WHOLE_TEXT"),
    @WritesAttribute(attribute = "voyage.embedding.chunks.record.path", description = "RecordPath of the chunks"),
    @WritesAttribute(
            attribute = "voyage.embedding.document.id.record.path",
            description = "RecordPath of the document ID"),
    @WritesAttribute(
            attribute = "voyage.embedding.chunk.count.record.path",
            description = "RecordPath of the number of chunks of the document"),
    @WritesAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "RecordPath of the text; the default of Text Record Path in DownloadBatchResults"),
    @WritesAttribute(
            attribute = "voyage.embedding.chunk.size",
            description = "Number of tokens in a chunk created by Voyage; empty for the default of Voyage"),
    @WritesAttribute(
            attribute = "voyage.embedding.chunk.overlap",
            description = "Number of tokens shared by consecutive chunks created by Voyage"),
    @WritesAttribute(
            attribute = "voyage.records.sent",
            description = "Number of records whose document is in the batch job"),
    @WritesAttribute(
            attribute = "voyage.records.unusable",
            description =
                    "Number of records whose document cannot be sent; DownloadBatchResults routes them to rejected"),
    @WritesAttribute(
            attribute = "voyage.records.cached",
            description = "Always 0, because contextualized vectors are not cached"),
    @WritesAttribute(
            attribute = "voyage.requests",
            description = "Number of requests in the batch job, one for each distinct document"),
    @WritesAttribute(
            attribute = "voyage.usage.estimated.tokens",
            description =
                    "Estimated tokens of the batch job, one for every three bytes of text; on over budget, of all batch jobs"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.usd",
            description =
                    "Estimated cost of the batch job, in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.real.time.usd",
            description =
                    "Estimated cost of the same requests in real time, in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "fragment.identifier",
            description =
                    "Same value for all FlowFiles split from one incoming FlowFile; set if it needs several batch jobs"),
    @WritesAttribute(attribute = "fragment.index", description = "Index of the FlowFile among them, from 0"),
    @WritesAttribute(
            attribute = "fragment.count",
            description = "Number of FlowFiles split from the incoming FlowFile"),
    @WritesAttribute(
            attribute = "segment.original.filename",
            description = "Filename of the incoming FlowFile; set if it needs several batch jobs"),
    @WritesAttribute(
            attribute = "record.count",
            description = "Number of records; set if the incoming FlowFile needs several batch jobs"),
    @WritesAttribute(
            attribute = "mime.type",
            description = "MIME type set by the Record Writer; set if the incoming FlowFile needs several batch jobs"),
    @WritesAttribute(
            attribute = "error.code",
            description = "HTTP status or error code; on retry, failure, over budget, and no text"),
    @WritesAttribute(
            attribute = "error.message",
            description = "Cause of the error; on retry, failure, over budget, and no text")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.batch.CancelBatch",
            "dev.nifivoyage.processors.batch.ListBatches",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.chunk.ChunkText",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@MultiProcessorUseCase(
        description =
                "Embed the chunks of documents, each in the context of its document, with the Batch API of Voyage AI",
        keywords = {"voyage", "contextualized", "embeddings", "chunk", "batch", "rag"},
        configurations = {
            @ProcessorConfiguration(processorClass = CreateBatchContextualized.class, configuration = """
                Set "Voyage Client Service", "Record Reader" and "Record Writer".
                Set "Document Layout" to the layout of the documents in the records: "Consecutive Records" for the output of ChunkText,
                with "Document ID Record Path" = /document_id and "Chunk Count Record Path" = /chunk_count,
                or for the output of ChunkDocument, with /metadata/source and /metadata/chunk_count.
                Connect "submitted" to PollBatchStatus, and "retry" to CreateBatchContextualized itself.
                """),
            @ProcessorConfiguration(processorClass = PollBatchStatus.class, configuration = """
                Set "Voyage Client Service" to the same service.
                Connect "running" and "retry" to PollBatchStatus itself, and "completed" to DownloadBatchResults.
                """),
            @ProcessorConfiguration(processorClass = DownloadBatchResults.class, configuration = """
                Set "Voyage Client Service" to the same service, and "Record Reader" to the reader of CreateBatchContextualized.
                Set "Output Strategy" to "One Record per Result" to get one record for each chunk of an array.
                Connect "success" to the next step, "unprocessed" to CreateBatchContextualized, and "retry" to DownloadBatchResults itself.
                """)
        })
public class CreateBatchContextualized extends AbstractCreateBatch {

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = properties(
            List.of(
                    DocumentProperties.DOCUMENT_LAYOUT,
                    DocumentProperties.CHUNKS_RECORD_PATH,
                    DocumentProperties.DOCUMENT_ID_RECORD_PATH,
                    DocumentProperties.CHUNK_COUNT_RECORD_PATH,
                    DocumentProperties.TEXT_RECORD_PATH,
                    DocumentProperties.CHUNK_SIZE,
                    DocumentProperties.CHUNK_OVERLAP,
                    DocumentProperties.CONTEXTUALIZED_MODEL,
                    EmbeddingProperties.INPUT_TYPE,
                    EmbeddingProperties.DIMENSIONS,
                    EmbeddingProperties.DATA_TYPE,
                    EmbeddingProperties.NAMESPACE),
            JobLimitProperties.MAXIMUM_TEXTS);

    public CreateBatchContextualized() {
        this(new SubmissionMemory());
    }

    CreateBatchContextualized(final SubmissionMemory memory) {
        super(memory);
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>(DocumentProperties.validate(context));
        results.addAll(super.customValidate(context));
        return results;
    }

    @Override
    PropertyDescriptor modelProperty() {
        return DocumentProperties.CONTEXTUALIZED_MODEL;
    }

    @Override
    RequestSpec requests(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final ContextualizedParameters parameters = DocumentProperties.parameters(context);
        return new RequestSpec(
                BatchEndpoint.CONTEXTUALIZED_EMBEDDINGS,
                parameters.model(),
                parameters.requestParameters(),
                parameters.attributes(),
                parameters::extractor,
                CachedRequests.NONE);
    }

    @Override
    JobLimits limits(final ProcessContext context) {
        return JobLimitProperties.limitsWithTexts(context);
    }

    @Override
    List<ConfigVerificationResult> verifyParameters(
            final ProcessContext context,
            final UnaryOperator<PropertyValue> evaluation,
            final ComponentLog verificationLogger) {
        return List.of(
                ModelVerifier.verify(DocumentProperties.parameters(context).embedding()));
    }

    @Override
    List<SampleCheck> paths(final ProcessContext context) {
        final DocumentPaths paths = DocumentProperties.parameters(context).paths();
        final Map<PropertyDescriptor, String> checked = new LinkedHashMap<>();
        checked.put(DocumentProperties.CHUNKS_RECORD_PATH, paths.chunks());
        checked.put(DocumentProperties.DOCUMENT_ID_RECORD_PATH, paths.documentId());
        checked.put(DocumentProperties.CHUNK_COUNT_RECORD_PATH, paths.chunkCount());
        checked.put(DocumentProperties.TEXT_RECORD_PATH, paths.text());
        checked.values().removeIf(Objects::isNull);
        final List<SampleCheck> checks = new ArrayList<>();
        checked.forEach((property, path) -> checks.add(ValueCheck.required(property, path)));
        return checks;
    }
}
