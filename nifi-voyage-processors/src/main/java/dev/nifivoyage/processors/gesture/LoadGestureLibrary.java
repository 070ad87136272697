/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.JobMetadata;
import dev.nifivoyage.processors.batch.create.JobMetadataProperty;
import dev.nifivoyage.processors.batch.create.MaximumCostProperty;
import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.poll.DueFilter;
import dev.nifivoyage.processors.batch.poll.PollingProperties;
import dev.nifivoyage.processors.batch.result.TemporaryFileException;
import dev.nifivoyage.processors.gesture.load.CachedLoader;
import dev.nifivoyage.processors.gesture.load.LibraryBatchPoller;
import dev.nifivoyage.processors.gesture.load.LibraryJobSubmitter;
import dev.nifivoyage.processors.gesture.load.LibraryProperties;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LibraryRouter;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.processors.gesture.load.RealTimeLoader;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.PaidVectors;
import dev.nifivoyage.processors.record.ContentException;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.Restricted;
import org.apache.nifi.annotation.behavior.Restriction;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.scheduling.SchedulingStrategy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

@Restricted(
        restrictions = {
            @Restriction(
                    requiredPermission = RequiredPermission.WRITE_FILESYSTEM,
                    explanation =
                            "Provides operator the ability to write temporary files to any directory that NiFi has access to.")
        })
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@DefaultSettings(penaltyDuration = "1 min")
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 sec")
@Tags({"voyage", "ai", "embeddings", "gesture", "pose", "label", "library", "archetype", "cache", "batch", "record"})
@CapabilityDescription(
        "Embeds a library of gestures, each a label with one or more descriptions, and fills the cache with the vectors: "
                + "in real time, or by a Voyage AI batch job at the Batch API's "
                + "discount. Hands on the library with its vectors. Only texts that were never embedded are sent and paid.")
@DynamicProperty(
        name = "Metadata key",
        value = "Metadata value",
        expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
        description =
                "Added to the metadata of a batch job. A job takes 13 pairs besides those of NiFi Voyage; keys have up to 64 and values up to 512 characters.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "voyage.batch.id", description = "Id of an existing job; the default of Batch ID"),
    @ReadsAttribute(
            attribute = "voyage.library.job",
            description = "Set on FlowFiles from waiting and retry: the job that is waited for"),
    @ReadsAttribute(
            attribute = "voyage.batch.next.poll",
            description =
                    "Set on FlowFiles from waiting and retry: when to ask next; a FlowFile without it is taken at once"),
    @ReadsAttribute(
            attribute = "voyage.batch.poll.interval",
            description = "Set on FlowFiles from waiting and retry: the interval before, in milliseconds"),
    @ReadsAttribute(
            attribute = "voyage.batch.created.at",
            description = "When the job was made, from which Maximum Waiting Time counts"),
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
            attribute = "voyage.batch.submission.count",
            description = "How many jobs were made for the gestures before"),
    @ReadsAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Set on FlowFiles from retry: tokens already billed for them")
})
@WritesAttributes({
    @WritesAttribute(attribute = "voyage.library.gestures", description = "Gestures in success"),
    @WritesAttribute(attribute = "voyage.library.gestures.failed", description = "Records in rejected"),
    @WritesAttribute(attribute = "voyage.library.texts.loaded", description = "Texts that were embedded"),
    @WritesAttribute(
            attribute = "voyage.library.texts.cached",
            description = "Texts whose vector was in the cache already"),
    @WritesAttribute(attribute = "voyage.library.texts.failed", description = "Texts without a vector"),
    @WritesAttribute(
            attribute = "voyage.library.job",
            description = "On waiting and retry: the job that is waited for"),
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
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
            description = "On submitted and waiting: where the descriptions stand"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description = "Tokens that Voyage bills for the library, with those of earlier tries"),
    @WritesAttribute(attribute = "voyage.usage.tokens.earlier", description = "On retry: tokens already billed"),
    @WritesAttribute(
            attribute = "voyage.cache.hits",
            description = "In real time: texts whose vector was in the cache"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "In real time: tokens that were not billed because of that"),
    @WritesAttribute(attribute = "voyage.cache.stored", description = "By a job: vectors that were put into the cache"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description = "Price of the billed tokens in US dollars; not set when the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.saved.usd",
            description =
                    "In real time the price of the tokens that the cache saved; by a job what the same tokens would have cost more in real time"),
    @WritesAttribute(attribute = "voyage.batch.id", description = "Id of the job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Voyage's word for the status, such as in_progress"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the job: /v1/embeddings"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "Id of the uploaded requests"),
    @WritesAttribute(attribute = "voyage.batch.output.file.id", description = "Id of the answers, when there are any"),
    @WritesAttribute(
            attribute = "voyage.batch.error.file.id",
            description = "Id of the refused requests, when there are any"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "When the job was made, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.requests.total",
            description = "Requests in the job; 0 until Voyage has validated it"),
    @WritesAttribute(attribute = "voyage.batch.requests.completed", description = "Requests that were answered"),
    @WritesAttribute(attribute = "voyage.batch.requests.failed", description = "Requests that were refused"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.percent",
            description = "Share of the requests that ended either way, 0 to 100"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.rate",
            description = "Requests per second between the last two answers that differed"),
    @WritesAttribute(attribute = "voyage.batch.progress.at", description = "When the counts last changed, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.estimated.end",
            description = "When the job ends at that rate, or when it has ended, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.next.poll",
            description = "On waiting and retry: when to ask next, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.poll.interval",
            description = "On waiting and retry: the interval until then without jitter, in milliseconds"),
    @WritesAttribute(
            attribute = "voyage.batch.status.unknown",
            description =
                    "On waiting: statuses that this version does not know, after they were warned of, with commas between"),
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
            attribute = "voyage.batch.submission.count",
            description = "How many jobs were made for the gestures one after the other"),
    @WritesAttribute(
            attribute = "voyage.records.sent",
            description = "On submitted and waiting: gestures whose description is in the job"),
    @WritesAttribute(
            attribute = "voyage.records.cached",
            description = "On submitted and waiting: gestures whose description is in the cache"),
    @WritesAttribute(
            attribute = "voyage.records.unusable",
            description = "On submitted and waiting: records that are no gestures"),
    @WritesAttribute(attribute = "voyage.requests", description = "Requests in the job: distinct texts"),
    @WritesAttribute(
            attribute = "voyage.usage.estimated.tokens",
            description = "Estimate of the job's tokens, one for three bytes of text"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.usd",
            description =
                    "Price of the estimated tokens in a batch, in US dollars; not set when the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.real.time.usd",
            description = "Price of the estimated tokens in real time"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "Tokens that the job does not spend, since the vectors are in the cache"),
    @WritesAttribute(
            attribute = "error.code",
            description =
                    "On retry, failure and over budget: HTTP status, the job's status, or a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On retry, failure and over budget: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description =
                "Embed a library of gestures before the performance at the Batch API's discount, and hold its vectors in the cache",
        keywords = {"voyage", "gesture", "library", "cache", "batch"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader" and "Record Writer".
        Set "Loading Mode" to Batch and Wait, and "Embeddings Model" to the model of the poses or one that can be compared with it.
        Connect "waiting" and "retry" to LoadGestureLibrary itself, and "success" to whatever keeps the library.
        """)
@UseCase(
        description = "Take a changed library over at once, and pay only the texts that have changed",
        keywords = {"voyage", "gesture", "library", "real time"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader" and "Record Writer".
        Leave "Loading Mode" at Real Time. The cache must be the one the library was loaded into before, with the same model, input type, dimensions, data type, truncation and namespace.
        Connect "retry" to LoadGestureLibrary itself.
        """)
public class LoadGestureLibrary extends StoppableProcessor {

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            LibraryProperties.EMBEDDING_CACHE_SERVICE,
            LibraryProperties.RECORD_READER,
            LibraryProperties.RECORD_WRITER,
            LibraryProperties.LOADING_MODE,
            LibraryProperties.BATCH_ID,
            LibraryProperties.LABEL_RECORD_PATH,
            LibraryProperties.TEXT_RECORD_PATH,
            LibraryProperties.VARIATIONS_RECORD_PATH,
            EmbeddingProperties.EMBEDDINGS_MODEL,
            LibraryProperties.INPUT_TYPE,
            EmbeddingProperties.DIMENSIONS,
            EmbeddingProperties.DATA_TYPE,
            EmbeddingProperties.TRUNCATION,
            EmbeddingProperties.NAMESPACE,
            LibraryProperties.VECTOR_FORMAT,
            LibraryProperties.MINIMUM_POLLING_INTERVAL,
            LibraryProperties.MAXIMUM_POLLING_INTERVAL,
            LibraryProperties.MAXIMUM_WAITING_TIME,
            LibraryProperties.MAXIMUM_SUBMISSIONS,
            LibraryProperties.MAXIMUM_COST,
            PriceProperty.PRICE,
            LibraryProperties.DELETE_REMOTE_FILES,
            LibraryProperties.TEMPORARY_DIRECTORY);

    private final SubmissionMemory memory;
    private volatile Set<Relationship> relationships = LibraryRelationships.of(LoadingMode.REAL_TIME);
    private volatile RateLimit gate;
    private volatile LibraryRouter router;
    private final PaidVectors paid = new PaidVectors();
    private volatile RealTimeLoader realTime;
    private volatile LibraryJobSubmitter submission;
    private volatile LibraryBatchPoller collect;

    public LoadGestureLibrary() {
        this(new SubmissionMemory());
    }

    LoadGestureLibrary(final SubmissionMemory memory) {
        this.memory = memory;
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return relationships;
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return JobMetadataProperty.named(propertyDescriptorName);
    }

    @Override
    public void onPropertyModified(final PropertyDescriptor descriptor, final String oldValue, final String newValue) {
        if (descriptor.equals(LibraryProperties.LOADING_MODE)) {
            for (final LoadingMode mode : LoadingMode.values()) {
                if (mode.getValue().equals(newValue)) {
                    relationships = LibraryRelationships.of(mode);
                }
            }
        }
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>(EmbeddingProperties.validate(context));
        results.addAll(JobMetadata.validateKeys(JobMetadataProperty.keys(context)));
        if (LibraryProperties.mode(context).makesJobs()) {
            results.addAll(MaximumCostProperty.validate(
                    context,
                    context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue()));
        }
        if (LibraryProperties.mode(context).waits()) {
            results.addAll(PollingProperties.validate(context));
        }
        return results;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        RelationshipRetry.reject(
                context,
                Set.of(
                        LibraryRelationships.SUCCESS,
                        LibraryRelationships.REJECTED,
                        LibraryRelationships.ORIGINAL,
                        LibraryRelationships.WAITING,
                        LibraryRelationships.SUBMITTED),
                "the batch job that it made or waited for would be forgotten");
        gate = new RateLimit();
        paid.startWith(VoyageClientProperty.client(context).getBaseUri());
        ModelRetirement.warn(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(), getLogger());
        router = new LibraryRouter(getLogger());
        realTime = new RealTimeLoader(paid, gate, router, getLogger());
        submission = new LibraryJobSubmitter(memory, gate, router, new CachedLoader(router, getLogger()), getLogger());
        collect = new LibraryBatchPoller(gate, router, getLogger());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isLimitReached()) {
            // the FlowFiles stay in the queue
            context.yield();
            return;
        }

        // those that wait for a job stay in the queue until it is time to ask
        final List<FlowFile> due = session.get(new DueFilter(Instant.now(), 1));
        if (due.isEmpty()) {
            context.yield();
            return;
        }

        final FlowFile flowFile = due.getFirst();
        try {
            load(context, session, flowFile);
        } catch (final TemporaryFileException e) {
            router.retry(session, flowFile, ErrorCode.TEMPORARY_DIRECTORY.code(), e);
        } catch (final IOException e) {
            router.fail(session, flowFile, ContentException.code(e), e);
        }
    }

    private void load(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final LoadingMode mode = LibraryProperties.mode(context);
        final String waitedFor = flowFile.getAttribute(VoyageAttributes.LIBRARY_JOB);
        if (mode == LoadingMode.REAL_TIME) {
            realTime.load(context, session, flowFile);
        } else if (mode == LoadingMode.BATCH_AND_WAIT && waitedFor != null) {
            collect.ask(context, session, flowFile, waitedFor);
        } else if (mode == LoadingMode.EXISTING_BATCH_JOB) {
            final String batchId = BatchIdProperty.batchId(context, flowFile);
            if (batchId.isEmpty()) {
                router.fail(
                        session,
                        flowFile,
                        ErrorCode.MISSING_BATCH_ID.code(),
                        "The FlowFile names no job: the property Batch ID gives an empty text");
            } else {
                collect.ask(context, session, flowFile, batchId);
            }
        } else {
            submission.advance(context, session, flowFile);
        }
    }
}
