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
import dev.nifivoyage.processors.record.RecordProperties;
import dev.nifivoyage.processors.request.DocumentsSource;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.verification.DocumentsVerifier;
import dev.nifivoyage.processors.verification.ModelVerifier;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.BatchEndpoint;
import org.apache.nifi.annotation.behavior.Restricted;
import org.apache.nifi.annotation.behavior.Restriction;
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
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

@Restricted(
        restrictions = {
            @Restriction(
                    requiredPermission = RequiredPermission.READ_FILESYSTEM,
                    explanation = "Provides operator the ability to read from any file that NiFi has access to.")
        })
@Tags({"voyage", "ai", "rerank", "relevance", "search", "batch", "query", "document", "record", "rag"})
@CapabilityDescription(
        "Creates Voyage AI batch jobs that rank documents by their relevance to the query of each record at the discount of the Batch API. "
                + "The content of the FlowFile does not change; the ID of the batch job is added to its attributes.")
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "ID of the batch job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the batch job when it was created, for example validating"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the batch job: /v1/rerank"),
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
    @WritesAttribute(attribute = "voyage.rerank.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.rerank.top.k",
            description = "Number of documents returned for each query; empty for all"),
    @WritesAttribute(
            attribute = "voyage.rerank.return.documents",
            description = "Whether Voyage returns the texts of the documents"),
    @WritesAttribute(
            attribute = "voyage.rerank.truncation",
            description = "Whether texts that are too long are truncated"),
    @WritesAttribute(attribute = "voyage.rerank.namespace", description = "Namespace of the request keys"),
    @WritesAttribute(attribute = "voyage.rerank.query.record.path", description = "RecordPath of the query"),
    @WritesAttribute(attribute = "voyage.rerank.documents.record.path", description = "RecordPath of the documents"),
    @WritesAttribute(
            attribute = "voyage.rerank.documents.file",
            description = "File with the documents shared by all queries"),
    @WritesAttribute(
            attribute = "voyage.rerank.document.text.record.path",
            description = "RecordPath of the text in a record of that file"),
    @WritesAttribute(
            attribute = "voyage.records.sent",
            description = "Number of records whose query is in the batch job"),
    @WritesAttribute(
            attribute = "voyage.records.unusable",
            description =
                    "Number of records whose query or documents cannot be sent; DownloadBatchResults routes them to rejected"),
    @WritesAttribute(attribute = "voyage.records.cached", description = "Always 0, because rankings are not cached"),
    @WritesAttribute(
            attribute = "voyage.requests",
            description = "Number of requests in the batch job, one for each distinct query with its documents"),
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
            "dev.nifivoyage.processors.realtime.Rerank",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@MultiProcessorUseCase(
        description = "Rank documents by their relevance to queries with the Batch API of Voyage AI",
        keywords = {"voyage", "rerank", "relevance", "batch", "search", "rag"},
        configurations = {
            @ProcessorConfiguration(processorClass = CreateBatchRerank.class, configuration = """
                Set "Voyage Client Service", "Record Reader" and "Record Writer".
                Set "Query Record Path" to the query of a record, and "Documents Record Path" to its documents, for example /documents[*]/text.
                Set "Top K" to the number of documents to return for each query.
                Connect "submitted" to PollBatchStatus, and "retry" to CreateBatchRerank itself.
                """),
            @ProcessorConfiguration(processorClass = PollBatchStatus.class, configuration = """
                Set "Voyage Client Service" to the same service.
                Connect "running" and "retry" to PollBatchStatus itself, and "completed" to DownloadBatchResults.
                """),
            @ProcessorConfiguration(processorClass = DownloadBatchResults.class, configuration = """
                Set "Voyage Client Service" to the same service, and "Record Reader" to the reader of CreateBatchRerank.
                Set "Output Strategy" to "One Record per Result" to get one record for each ranked document, or set "Ranking Record Path" to the field for the ranking.
                Connect "success" to the next step, "unprocessed" to CreateBatchRerank, and "retry" to DownloadBatchResults itself.
                """)
        })
public class CreateBatchRerank extends AbstractCreateBatch {

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = properties(
            List.of(
                    RerankProperties.QUERY_RECORD_PATH,
                    RerankProperties.DOCUMENTS_SOURCE,
                    RerankProperties.DOCUMENTS_RECORD_PATH,
                    RerankProperties.DOCUMENTS_FILE,
                    RerankProperties.DOCUMENT_TEXT_RECORD_PATH,
                    RerankProperties.RERANK_MODEL,
                    RerankProperties.TOP_K,
                    RerankProperties.RETURN_DOCUMENTS,
                    RerankProperties.TRUNCATION,
                    EmbeddingProperties.NAMESPACE),
            JobLimitProperties.MAXIMUM_TEXTS);

    public CreateBatchRerank() {
        this(new SubmissionMemory());
    }

    CreateBatchRerank(final SubmissionMemory memory) {
        super(memory);
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    PropertyDescriptor modelProperty() {
        return RerankProperties.RERANK_MODEL;
    }

    @Override
    RequestSpec requests(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final RankingParameters parameters = parameters(context, evaluation);
        final RecordReaderFactory reader = RecordProperties.reader(context);
        return new RequestSpec(
                BatchEndpoint.RERANK,
                parameters.model(),
                parameters.requestParameters(),
                parameters.attributes(),
                () -> parameters.extractor(RerankProperties.shared(parameters, reader, getLogger())),
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
        final RankingParameters parameters = parameters(context, evaluation);
        return List.of(
                ModelVerifier.verifyRanking(parameters.model()),
                DocumentsVerifier.verify(parameters, RecordProperties.reader(context), verificationLogger));
    }

    @Override
    List<SampleCheck> paths(final ProcessContext context) {
        final List<SampleCheck> checks = new ArrayList<>();
        checks.add(path(context, RerankProperties.QUERY_RECORD_PATH));
        if (context.getProperty(RerankProperties.DOCUMENTS_SOURCE).asAllowableValue(DocumentsSource.class)
                != DocumentsSource.FILE) {
            checks.add(path(context, RerankProperties.DOCUMENTS_RECORD_PATH));
        }
        return checks;
    }

    private static SampleCheck path(final ProcessContext context, final PropertyDescriptor property) {
        return ValueCheck.required(property, context.getProperty(property).getValue());
    }

    private static RankingParameters parameters(
            final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        return RerankProperties.parameters(
                context,
                evaluation,
                context.getProperty(EmbeddingProperties.NAMESPACE).getValue());
    }
}
