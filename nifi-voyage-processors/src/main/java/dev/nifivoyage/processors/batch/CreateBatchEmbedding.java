/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.BatchJobCreator;
import dev.nifivoyage.processors.batch.create.BatchJobSpec;
import dev.nifivoyage.processors.batch.create.CachedTexts;
import dev.nifivoyage.processors.batch.create.JobLimitProperties;
import dev.nifivoyage.processors.batch.create.JobMetadata;
import dev.nifivoyage.processors.batch.create.JobMetadataProperty;
import dev.nifivoyage.processors.batch.create.MaximumCostProperty;
import dev.nifivoyage.processors.batch.create.MaximumSubmissionsProperty;
import dev.nifivoyage.processors.batch.create.RecordSubmissionRouter;
import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.batch.create.SubmissionRelationships;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.RecordProperties;
import dev.nifivoyage.processors.record.TextRecordPath;
import dev.nifivoyage.processors.request.TextRequestExtractor;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.validation.RecordPathValidator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "embeddings", "batch", "vector", "text", "record", "rag"})
@CapabilityDescription(
        "Makes Voyage AI batch jobs that embed the text of each record, at the Batch API's discount. The FlowFile goes on unchanged, with the job's id in its attributes.")
@DynamicProperty(
        name = "Metadata key",
        value = "Metadata value",
        expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
        description =
                "Added to the job's metadata. A job takes 13 pairs besides those of NiFi Voyage; keys have up to 64 and values up to 512 characters.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.batch.submission.id",
            description =
                    "Whose job it is to be; set on FlowFiles in the processor's own queue and from retry, and on some from failure"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.created.at",
            description = "When the submission id was given; its job is not looked for among older ones"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.parameters",
            description = "Fingerprint of the parameters that the job was prepared with"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.id",
            description = "Together with a submission id: the uploaded requests that wait for their job"),
    @ReadsAttribute(attribute = "voyage.batch.input.file.fingerprint", description = "Fingerprint of these requests"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.uploaded.at",
            description = "When these requests were uploaded"),
    @ReadsAttribute(
            attribute = "voyage.batch.slice.index",
            description = "Which slice is next, of a FlowFile that was cut"),
    @ReadsAttribute(attribute = "voyage.batch.slice.count", description = "How many slices it was cut into"),
    @ReadsAttribute(
            attribute = "voyage.batch.slice.table",
            description = "Where the table of the slices begins in its content, in bytes"),
    @ReadsAttribute(attribute = "voyage.batch.slice.mime.type", description = "Media type of each slice"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.count",
            description = "How many jobs were made for the records before")
})
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.batch.id", description = "Id of the job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the job when it was made, such as validating"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the job: /v1/embeddings"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "Id of the uploaded requests"),
    @WritesAttribute(
            attribute = "voyage.batch.input.file.fingerprint",
            description = "Until the job is known: fingerprint of the uploaded requests"),
    @WritesAttribute(
            attribute = "voyage.batch.input.file.uploaded.at",
            description = "Until the job is known: when they were uploaded, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.id",
            description =
                    "Until the job is known: whose job it is to be, so that every later try adopts the FlowFile's own job and no other"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.created.at",
            description = "Until the job is known: when the submission id was given, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.parameters",
            description = "Until the job is known: fingerprint of the parameters that it was prepared with"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.index",
            description =
                    "On a FlowFile that was cut and is in the processor's own queue: which slice is next, from 0"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.count",
            description = "On such a FlowFile: how many slices there are"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.table",
            description = "On such a FlowFile: where the table of the slices begins in the content, in bytes"),
    @WritesAttribute(
            attribute = "voyage.batch.slice.mime.type",
            description = "On such a FlowFile: media type of each slice"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.count",
            description =
                    "How many jobs were made for the records one after the other: 1, and more when records came back as unprocessed"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "When the job was made, RFC 3339"),
    @WritesAttribute(attribute = "voyage.embedding.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.embedding.input.type",
            description = "Requested input type: document, query or none"),
    @WritesAttribute(
            attribute = "voyage.embedding.dimension",
            description = "Requested dimension; empty for the model's default"),
    @WritesAttribute(attribute = "voyage.embedding.data.type", description = "Requested data type"),
    @WritesAttribute(attribute = "voyage.embedding.truncation", description = "Whether too long texts are cut"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the keys"),
    @WritesAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "Where the texts stand; the default of DownloadBatchResults' Text Record Path"),
    @WritesAttribute(attribute = "voyage.records.sent", description = "Records whose text is in the job"),
    @WritesAttribute(
            attribute = "voyage.records.unusable",
            description = "Records without a usable text; DownloadBatchResults puts them into errors"),
    @WritesAttribute(
            attribute = "voyage.records.cached",
            description =
                    "Records that are not sent, since their vector is in the cache; DownloadBatchResults takes it from there"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "On real time only: tokens that are not paid again, since the vectors are in the cache"),
    @WritesAttribute(attribute = "voyage.requests", description = "Requests in the job: distinct texts"),
    @WritesAttribute(
            attribute = "voyage.usage.estimated.tokens",
            description = "Estimate of the job\'s tokens, one for three bytes of text; on over budget of all jobs"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.usd",
            description =
                    "Price of the estimated tokens in a batch, in US dollars; not set when the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.real.time.usd",
            description = "Price of the estimated tokens in real time"),
    @WritesAttribute(
            attribute = "fragment.identifier",
            description = "Same for all FlowFiles made of one incoming FlowFile; set when it needs several jobs"),
    @WritesAttribute(attribute = "fragment.index", description = "Number of the FlowFile among them, from 0"),
    @WritesAttribute(attribute = "fragment.count", description = "How many there are"),
    @WritesAttribute(
            attribute = "segment.original.filename",
            description = "Filename of the incoming FlowFile; set when it needs several jobs"),
    @WritesAttribute(
            attribute = "record.count",
            description = "Number of records; set when the incoming FlowFile needs several jobs"),
    @WritesAttribute(
            attribute = "mime.type",
            description = "Set by the Record Writer when the incoming FlowFile needs several jobs"),
    @WritesAttribute(
            attribute = "error.code",
            description = "On retry, failure, over budget and no text: HTTP status, or a word for what was wrong"),
    @WritesAttribute(
            attribute = "error.message",
            description = "On retry, failure, over budget and no text: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.batch.CancelBatch",
            "dev.nifivoyage.processors.batch.ListBatches",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.cache.EvictEmbeddings",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.CreateBatchContextualized",
            "dev.nifivoyage.service.client.StandardVoyageClientService",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.lookup.EmbeddingLookupService"
        })
@DefaultSettings(penaltyDuration = "1 min", yieldDuration = "30 sec")
public class CreateBatchEmbedding extends StoppableProcessor {

    static final PropertyDescriptor TEXT_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Text Record Path")
            .description(
                    "Path to the text of a record. Records where it is missing, blank, not a text or more than one value are not sent, and come out of DownloadBatchResults in rejected.")
            .required(true)
            .defaultValue("/text")
            .addValidator(new RecordPathValidator())
            .build();

    static final Relationship SUBMITTED = SubmissionRelationships.SUBMITTED;

    static final Relationship REAL_TIME = new Relationship.Builder()
            .name("real time")
            .description(
                    "The FlowFile has nothing to send, since all its vectors are in the cache, or fewer texts than Minimum Batch Size. To be sent to CreateEmbedding.")
            .build();

    static final Relationship ORIGINAL = SubmissionRelationships.ORIGINAL;
    static final Relationship NO_TEXT = SubmissionRelationships.NO_TEXT;
    static final Relationship OVER_BUDGET = SubmissionRelationships.OVER_BUDGET;
    static final Relationship RETRY = SubmissionRelationships.RETRY;
    static final Relationship FAILURE = SubmissionRelationships.FAILURE;

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            RecordProperties.RECORD_READER,
            RecordProperties.RECORD_WRITER,
            TEXT_RECORD_PATH,
            EmbeddingProperties.EMBEDDINGS_MODEL,
            EmbeddingProperties.INPUT_TYPE,
            EmbeddingProperties.DIMENSIONS,
            EmbeddingProperties.DATA_TYPE,
            EmbeddingProperties.TRUNCATION,
            EmbeddingProperties.NAMESPACE,
            EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE,
            JobLimitProperties.MINIMUM_BATCH_SIZE,
            JobLimitProperties.MAXIMUM_REQUESTS,
            JobLimitProperties.MAXIMUM_JOB_SIZE,
            JobLimitProperties.MAXIMUM_TOKENS,
            MaximumCostProperty.MAXIMUM_COST,
            PriceProperty.PRICE,
            MaximumSubmissionsProperty.MAXIMUM_SUBMISSIONS);

    private static final Set<Relationship> RELATIONSHIPS =
            Set.of(SUBMITTED, REAL_TIME, ORIGINAL, NO_TEXT, OVER_BUDGET, RETRY, FAILURE);

    private final SubmissionMemory memory;
    private volatile BatchJobCreator jobs;

    public CreateBatchEmbedding() {
        this(new SubmissionMemory());
    }

    CreateBatchEmbedding(final SubmissionMemory memory) {
        this.memory = memory;
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
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return JobMetadataProperty.named(propertyDescriptorName);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>(EmbeddingProperties.validate(context));
        results.addAll(JobMetadata.validateKeys(JobMetadataProperty.keys(context)));
        results.addAll(MaximumCostProperty.validate(
                context,
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue()));
        return results;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        ModelRetirement.warn(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(), getLogger());
        jobs = new BatchJobCreator(
                memory, new RateLimit(), new RecordSubmissionRouter(getLogger(), REAL_TIME), true, getLogger());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final FlowFile flowFile = jobs.next(context, session);
        if (flowFile != null) {
            jobs.advance(context, session, flowFile, recipe(context));
        }
    }

    private static BatchJobSpec recipe(final ProcessContext context) {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final String textPath = context.getProperty(TEXT_RECORD_PATH).getValue();
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(parameters));
        attributes.put(VoyageAttributes.TEXT_RECORD_PATH, textPath);
        return new BatchJobSpec(
                BatchEndpoint.EMBEDDINGS,
                parameters.model(),
                parameters.toFields(),
                attributes,
                () -> new TextRequestExtractor(parameters, new TextRecordPath(textPath)),
                new CachedTexts(EmbeddingCacheProperty.cache(context).orElse(null), parameters),
                JobLimitProperties.limits(context),
                context.getProperty(JobLimitProperties.MINIMUM_BATCH_SIZE).asLong(),
                RecordProperties.reader(context),
                RecordProperties.writer(context));
    }
}
