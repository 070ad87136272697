/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.batch.create.plan.CachedTexts;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.batch.create.plan.JobLimits;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.request.TextRequestExtractor;
import dev.nifivoyage.processors.verification.ModelVerifier;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.record.path.validation.RecordPathValidator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

@Tags({"voyage", "ai", "embeddings", "batch", "vector", "text", "record", "rag"})
@CapabilityDescription(
        "Creates Voyage AI batch jobs that embed the text of each record at the discount of the Batch API. "
                + "The content of the FlowFile does not change; the ID of the batch job is added to its attributes.")
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "ID of the batch job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the batch job when it was created, for example validating"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the batch job: /v1/embeddings"),
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
            description = "Whether texts that are too long are truncated"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Cache namespace of the vectors"),
    @WritesAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "RecordPath of the text; the default of Text Record Path in DownloadBatchResults"),
    @WritesAttribute(
            attribute = "voyage.records.sent",
            description = "Number of records whose text is in the batch job"),
    @WritesAttribute(
            attribute = "voyage.records.unusable",
            description = "Number of records without a usable text; DownloadBatchResults routes them to rejected"),
    @WritesAttribute(
            attribute = "voyage.records.cached",
            description =
                    "Number of records whose vector is in the cache; they are not sent, and DownloadBatchResults takes their vectors from the cache"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "Number of tokens not billed again because the vectors are in the cache; on real time only"),
    @WritesAttribute(
            attribute = "voyage.requests",
            description = "Number of requests in the batch job, one for each distinct text"),
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
            "dev.nifivoyage.processors.chunk.ChunkText",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.cache.EvictEmbeddings",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.CreateBatchContextualized",
            "dev.nifivoyage.service.client.StandardVoyageClientService",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.lookup.EmbeddingLookupService"
        })
public class CreateBatchEmbedding extends AbstractCreateBatch {

    static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "A RecordPath that points to the text of a record. Records where it is missing, blank, not a string, or more than one value are not sent; "
                            + "DownloadBatchResults routes them to rejected.")
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    static final Relationship REAL_TIME = new Relationship.Builder()
            .name("real time")
            .description(
                    "FlowFiles with fewer texts to send than Minimum Batch Size, including those whose vectors are all in the cache. Route to CreateEmbedding.")
            .build();

    private static final Set<Relationship> RELATIONSHIPS =
            Set.of(SUBMITTED, ORIGINAL, NO_TEXT, OVER_BUDGET, RETRY, FAILURE, REAL_TIME);

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = properties(List.of(
            TEXT_RECORD_PATH,
            EmbeddingProperties.EMBEDDINGS_MODEL,
            EmbeddingProperties.INPUT_TYPE,
            EmbeddingProperties.DIMENSIONS,
            EmbeddingProperties.DATA_TYPE,
            EmbeddingProperties.TRUNCATION,
            EmbeddingProperties.NAMESPACE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            JobLimitProperties.MINIMUM_BATCH_SIZE));

    public CreateBatchEmbedding() {
        this(new SubmissionMemory());
    }

    CreateBatchEmbedding(final SubmissionMemory memory) {
        super(memory);
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>(EmbeddingProperties.validate(context));
        results.addAll(super.customValidate(context));
        return results;
    }

    @Override
    PropertyDescriptor modelProperty() {
        return EmbeddingProperties.EMBEDDINGS_MODEL;
    }

    @Override
    Relationship tooFewRequests() {
        return REAL_TIME;
    }

    @Override
    RequestSpec requests(final ProcessContext context, final UnaryOperator<PropertyValue> evaluation) {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final String textPath = context.getProperty(TEXT_RECORD_PATH).getValue();
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(parameters));
        attributes.put(VoyageAttributes.TEXT_RECORD_PATH, textPath);
        return new RequestSpec(
                BatchEndpoint.EMBEDDINGS,
                parameters.model(),
                parameters.toFields(),
                attributes,
                () -> new TextRequestExtractor(parameters, new TextRecordPath(textPath)),
                CachedTexts.in(EmbeddingCacheProperty.cache(context).orElse(null), parameters));
    }

    @Override
    JobLimits limits(final ProcessContext context) {
        return JobLimitProperties.limits(context)
                .withMinimum(context.getProperty(JobLimitProperties.MINIMUM_BATCH_SIZE)
                        .asLong());
    }

    @Override
    List<ConfigVerificationResult> verifyParameters(
            final ProcessContext context,
            final UnaryOperator<PropertyValue> evaluation,
            final ComponentLog verificationLogger) {
        return List.of(ModelVerifier.verify(EmbeddingProperties.parameters(context)));
    }

    @Override
    List<SampleCheck> paths(final ProcessContext context) {
        return List.of(ValueCheck.required(
                TEXT_RECORD_PATH, context.getProperty(TEXT_RECORD_PATH).getValue()));
    }
}
