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
import dev.nifivoyage.processors.batch.create.BatchJobCreator;
import dev.nifivoyage.processors.batch.create.JobEstimate;
import dev.nifivoyage.processors.batch.create.JobMetadata;
import dev.nifivoyage.processors.batch.create.JobMetadataProperty;
import dev.nifivoyage.processors.batch.create.MaximumCostProperty;
import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.batch.create.SubmissionOptions;
import dev.nifivoyage.processors.batch.poll.BatchIdProperty;
import dev.nifivoyage.processors.batch.poll.DueFilter;
import dev.nifivoyage.processors.batch.poll.JobVerifier;
import dev.nifivoyage.processors.batch.poll.PollTime;
import dev.nifivoyage.processors.batch.poll.PollingProperties;
import dev.nifivoyage.processors.batch.result.JobFileDeleter;
import dev.nifivoyage.processors.batch.result.TemporaryFileException;
import dev.nifivoyage.processors.gesture.load.CachedLoader;
import dev.nifivoyage.processors.gesture.load.GestureInputs;
import dev.nifivoyage.processors.gesture.load.GestureRequestExtractor;
import dev.nifivoyage.processors.gesture.load.LibraryBatchPoller;
import dev.nifivoyage.processors.gesture.load.LibraryJobSubmitter;
import dev.nifivoyage.processors.gesture.load.LibraryProperties;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LibraryRouter;
import dev.nifivoyage.processors.gesture.load.LoadOptions;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.processors.gesture.load.RealTimeLoader;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.PaidVectors;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
import dev.nifivoyage.processors.verification.ModelVerifier;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.VoyageClientService;
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
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.scheduling.SchedulingStrategy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                + "in real time, or by a Voyage AI batch job at the discount of the Batch API. Adds the vectors to the records of the library. "
                + "Only texts that were not embedded before are sent and paid for.")
@DynamicProperty(
        name = "Metadata key",
        value = "Metadata value",
        expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
        description =
                "Added to the metadata of a batch job. A job accepts 13 pairs in addition to those of NiFi Voyage; keys have up to 64 and values up to 512 characters.")
@ReadsAttributes({
    @ReadsAttribute(
            attribute = "voyage.deletion.pending",
            description =
                    "ID of the batch job, if the library was loaded and only the files of the job remain to be deleted"),
    @ReadsAttribute(attribute = "voyage.batch.id", description = "ID of an existing job; the default of Batch ID"),
    @ReadsAttribute(
            attribute = "voyage.library.job",
            description = "ID of the job to wait for, set on FlowFiles from waiting and retry"),
    @ReadsAttribute(
            attribute = "voyage.batch.next.poll",
            description =
                    "Time of the next poll, set on FlowFiles from waiting and retry; FlowFiles without it are processed immediately"),
    @ReadsAttribute(
            attribute = "voyage.batch.poll.interval",
            description = "Previous polling interval in milliseconds, set on FlowFiles from waiting and retry"),
    @ReadsAttribute(
            attribute = "voyage.batch.created.at",
            description = "Creation time of the job, from which Maximum Waiting Time is measured"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.id",
            description =
                    "Identifies the submission that a job belongs to; set on FlowFiles in the queue of the processor and from retry, and on some from failure"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.created.at",
            description = "Creation time of the submission ID; older jobs are not considered"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.parameters",
            description = "Fingerprint of the parameters of the submission"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.id",
            description = "ID of the uploaded requests without a job yet, with a submission ID"),
    @ReadsAttribute(
            attribute = "voyage.batch.input.file.fingerprint",
            description = "Fingerprint of the uploaded requests"),
    @ReadsAttribute(attribute = "voyage.batch.input.file.uploaded.at", description = "Upload time of the requests"),
    @ReadsAttribute(
            attribute = "voyage.batch.submission.count",
            description = "Number of jobs created for the gestures so far"),
    @ReadsAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed for earlier attempts, set on FlowFiles from retry"),
    @ReadsAttribute(
            attribute = "voyage.usage.pixels.earlier",
            description = "Pixels of images billed for earlier attempts, set on FlowFiles from retry")
})
@WritesAttributes({
    @WritesAttribute(
            attribute = "voyage.deletion.pending",
            description = "ID of the batch job, until its files are deleted; on retry"),
    @WritesAttribute(attribute = "voyage.library.gestures", description = "Number of gestures routed to success"),
    @WritesAttribute(
            attribute = "voyage.library.gestures.failed",
            description = "Number of records routed to rejected"),
    @WritesAttribute(
            attribute = "voyage.library.texts.loaded",
            description = "Number of texts and images that were embedded"),
    @WritesAttribute(
            attribute = "voyage.library.texts.cached",
            description = "Number of texts and images whose vector was already in the cache"),
    @WritesAttribute(
            attribute = "voyage.library.texts.failed",
            description = "Number of texts and images without a vector"),
    @WritesAttribute(
            attribute = "voyage.library.job",
            description = "ID of the job to wait for, for FlowFiles routed to waiting or retry"),
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.embedding.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.embedding.input.type",
            description = "Requested input type: document, query, or none"),
    @WritesAttribute(
            attribute = "voyage.embedding.dimension",
            description = "Requested dimension; empty for the default of the model"),
    @WritesAttribute(attribute = "voyage.embedding.data.type", description = "Requested data type"),
    @WritesAttribute(
            attribute = "voyage.embedding.truncation",
            description = "Whether texts over the context length are truncated"),
    @WritesAttribute(attribute = "voyage.embedding.namespace", description = "Namespace of the cached vectors"),
    @WritesAttribute(
            attribute = "voyage.embedding.text.record.path",
            description = "RecordPath of the descriptions, for FlowFiles routed to submitted or waiting"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens",
            description = "Tokens billed for the library, including earlier attempts"),
    @WritesAttribute(
            attribute = "voyage.usage.pixels",
            description =
                    "Pixels of images billed for the library, including earlier attempts; set with a multimodal model"),
    @WritesAttribute(
            attribute = "voyage.usage.pixels.earlier",
            description = "Pixels billed so far, for FlowFiles routed to retry"),
    @WritesAttribute(
            attribute = "voyage.cache.pixels.saved",
            description =
                    "Pixels of images not billed because their vectors were in the cache; set with a multimodal model"),
    @WritesAttribute(
            attribute = "voyage.usage.tokens.earlier",
            description = "Tokens billed so far, for FlowFiles routed to retry"),
    @WritesAttribute(
            attribute = "voyage.cache.hits",
            description = "Number of texts whose vector was in the cache, in real time"),
    @WritesAttribute(
            attribute = "voyage.cache.tokens.saved",
            description = "Tokens not billed because their vectors were in the cache"),
    @WritesAttribute(attribute = "voyage.cache.stored", description = "Number of vectors of the job that were cached"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description = "Cost of the billed tokens in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.saved.usd",
            description =
                    "Cost saved in US dollars: by the cache in real time, or by a batch job compared with real time"),
    @WritesAttribute(attribute = "voyage.batch.id", description = "ID of the job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the job as returned by Voyage, such as in_progress"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the job: /v1/embeddings"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "ID of the uploaded requests"),
    @WritesAttribute(
            attribute = "voyage.batch.output.file.id",
            description = "ID of the file with the results, if any"),
    @WritesAttribute(
            attribute = "voyage.batch.error.file.id",
            description = "ID of the file with the rejected requests, if any"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "Creation time of the job, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.requests.total",
            description = "Number of requests in the job; 0 until Voyage has validated it"),
    @WritesAttribute(attribute = "voyage.batch.requests.completed", description = "Number of completed requests"),
    @WritesAttribute(attribute = "voyage.batch.requests.failed", description = "Number of failed requests"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.percent",
            description = "Percentage of requests that are completed or failed"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.rate",
            description = "Requests per second between the last two changes of the counts"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.at",
            description = "Time when the counts last changed, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.estimated.end",
            description = "Estimated end of the job at that rate, or its actual end, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.next.poll",
            description = "Time of the next poll, for FlowFiles routed to waiting or retry, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.poll.interval",
            description =
                    "Interval before the next poll without jitter, for FlowFiles routed to waiting or retry, in milliseconds"),
    @WritesAttribute(
            attribute = "voyage.batch.status.unknown",
            description =
                    "Comma-separated statuses unknown to this version that were logged, for FlowFiles routed to waiting"),
    @WritesAttribute(
            attribute = "voyage.batch.input.file.fingerprint",
            description = "Fingerprint of the uploaded requests, until the job is known"),
    @WritesAttribute(
            attribute = "voyage.batch.input.file.uploaded.at",
            description = "Upload time of the requests, until the job is known, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.id",
            description =
                    "Identifies the submission, until the job is known, so that every later attempt adopts the job of this FlowFile and no other"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.created.at",
            description = "Creation time of the submission ID, until the job is known, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.parameters",
            description = "Fingerprint of the parameters of the submission, until the job is known"),
    @WritesAttribute(
            attribute = "voyage.batch.submission.count",
            description = "Number of consecutive jobs created for the gestures"),
    @WritesAttribute(
            attribute = "voyage.records.sent",
            description =
                    "Number of gestures whose description is in the job, for FlowFiles routed to submitted or waiting"),
    @WritesAttribute(
            attribute = "voyage.records.cached",
            description =
                    "Number of gestures whose description is in the cache, for FlowFiles routed to submitted or waiting"),
    @WritesAttribute(
            attribute = "voyage.records.unusable",
            description = "Number of records that are not gestures, for FlowFiles routed to submitted or waiting"),
    @WritesAttribute(
            attribute = "voyage.requests",
            description = "Number of requests in the job, one per distinct text"),
    @WritesAttribute(
            attribute = "voyage.usage.estimated.tokens",
            description = "Estimated tokens of the job, one per three bytes of text"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.usd",
            description =
                    "Cost of the estimated tokens at the batch price in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "voyage.cost.estimated.real.time.usd",
            description = "Cost of the estimated tokens at the real-time price in US dollars"),
    @WritesAttribute(
            attribute = "error.code",
            description =
                    "HTTP status, status of the job, or error code, for FlowFiles routed to retry, failure, or over budget"),
    @WritesAttribute(
            attribute = "error.message",
            description = "Description of the error, for FlowFiles routed to retry, failure, or over budget")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.pose.DescribePose",
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding",
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description =
                "Embed a library of gestures before the performance at the discount of the Batch API, and keep its vectors in the cache",
        keywords = {"voyage", "gesture", "library", "cache", "batch"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader" and "Record Writer".
        Set "Loading Mode" to Batch and Wait, and "Embeddings Model" to the model of the poses or a comparable model.
        Connect "waiting" and "retry" to LoadGestureLibrary itself, and "success" to the processor that stores the library.
        """)
@UseCase(
        description = "Reload a changed library immediately, and pay only for texts that have changed",
        keywords = {"voyage", "gesture", "library", "real time"},
        configuration = """
        Set "Voyage Client Service", "Embedding Cache Service", "Record Reader" and "Record Writer".
        Leave "Loading Mode" at Real Time. Use the cache into which the library was loaded before, with the same model, input type, dimensions, data type, truncation, and namespace.
        Connect "retry" to LoadGestureLibrary itself.
        """)
public class LoadGestureLibrary extends StoppableProcessor implements VerifiableProcessor {

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
            LibraryProperties.IMAGES_RECORD_PATH,
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
    private volatile LoadOptions options;
    private volatile RateLimit rateLimit;
    private volatile LibraryRouter router;
    private final PaidVectors paid = new PaidVectors();
    private volatile RealTimeLoader realTimeLoader;
    private volatile LibraryJobSubmitter submitter;
    private volatile LibraryBatchPoller poller;

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
        final List<ValidationResult> results = new ArrayList<>(
                LibraryProperties.mode(context) == LoadingMode.REAL_TIME
                        ? EmbeddingProperties.validateAnyModel(context)
                        : EmbeddingProperties.validate(context));
        if (LibraryProperties.imagesPath(context).isPresent()
                && !VoyageModel.isMultimodal(context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL)
                        .getValue())) {
            results.add(new ValidationResult.Builder()
                    .subject(LibraryProperties.IMAGES_RECORD_PATH.getName())
                    .valid(false)
                    .explanation("images require a multimodal model, such as voyage-multimodal-3.5")
                    .build());
        }
        results.addAll(JobMetadata.validateKeys(JobMetadataProperty.keys(context)));
        if (LibraryProperties.mode(context).createsJobs()) {
            results.addAll(MaximumCostProperty.validate(
                    context,
                    context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue()));
        }
        if (LibraryProperties.mode(context).waitsForJob()) {
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
                "the batch job that it created or waited for would be lost");
        options = LoadOptions.of(context);
        rateLimit = new RateLimit();
        paid.startWith(VoyageClientProperty.client(context).getBaseUri());
        ModelRetirement.warn(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(), getLogger());
        router = new LibraryRouter(options.embedding().parameters(), getLogger());
        realTimeLoader = new RealTimeLoader(options, paid, rateLimit, router, getLogger());
        poller = new LibraryBatchPoller(options, rateLimit, router, getLogger());
        submitter = new LibraryJobSubmitter(
                options,
                new BatchJobCreator(memory, rateLimit, false, getLogger()),
                router,
                new CachedLoader(options, router, getLogger()),
                poller);
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final LoadOptions verified = LoadOptions.of(context);
        final VoyageClientService client = VoyageClientProperty.client(context);
        final List<ConfigVerificationResult> results = new ArrayList<>();
        results.add(ModelVerifier.verify(verified.embedding().parameters()));
        results.add(ConnectionVerifier.verify(client, verificationLogger));
        if (verified.mode() == LoadingMode.EXISTING_BATCH_JOB) {
            results.add(JobVerifier.verify(client, BatchIdProperty.batchId(context, attributes), verificationLogger));
        }

        final List<SampleCheck> checks = new ArrayList<>();
        checks.add(ValueCheck.required(
                LibraryProperties.LABEL_RECORD_PATH, verified.paths().label()));
        checks.add(ValueCheck.required(
                LibraryProperties.TEXT_RECORD_PATH, verified.paths().text()));
        checks.add(ValueCheck.optional(
                LibraryProperties.VARIATIONS_RECORD_PATH, verified.paths().variations()));
        if (verified.embedding().endpoint() == RealTimeEndpoint.MULTIMODAL) {
            checks.add(verified.embedding().check(new GestureInputs(verified.paths())));
        } else if (verified.mode() != LoadingMode.EXISTING_BATCH_JOB) {
            checks.add(new RequestCheck(
                    () -> new GestureRequestExtractor(verified.embedding().parameters(), verified.paths()),
                    verified.mode().createsJobs()
                            ? new JobEstimate(
                                    () -> MaximumCostProperty.budget(
                                            context,
                                            value -> value.evaluateAttributeExpressions(attributes),
                                            verified.embedding().parameters().model()),
                                    LibraryJobSubmitter.LIMITS)
                            : verified.embedding().estimate()));
        }
        results.addAll(new SampleVerifier(verified.readerFactory(), attributes, verificationLogger).verify(checks));
        return results;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (rateLimit.isLimitReached()) {
            // FlowFiles stay in the queue
            context.yield();
            return;
        }

        // FlowFiles that wait for a job stay in the queue until their next poll
        final List<FlowFile> due = session.get(new DueFilter(PollTime::of, Instant.now(), options.longestWait(), 1));
        if (due.isEmpty()) {
            context.yield();
            return;
        }

        final FlowFile flowFile = due.getFirst();
        try {
            if (!load(context, session, flowFile)) {
                context.yield();
            }
        } catch (final TemporaryFileException e) {
            router.retry(session, flowFile, ErrorCode.TEMPORARY_DIRECTORY.code(), e);
        } catch (final IOException e) {
            router.fail(session, flowFile, ContentException.code(e), e);
        }
    }

    // returns whether Voyage accepts other requests
    private boolean load(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        // also after a change of the mode, because the library was loaded
        final Optional<String> loaded = JobFileDeleter.pendingJob(flowFile);
        if (loaded.isPresent()) {
            return poller.delete(session, flowFile, loaded.get());
        }

        return switch (options.mode()) {
            case REAL_TIME -> realTimeLoader.load(session, flowFile);
            case BATCH_AND_WAIT -> {
                final String batchId = flowFile.getAttribute(VoyageAttributes.LIBRARY_JOB);
                yield batchId == null
                        ? submitter.advance(session, flowFile, SubmissionOptions.of(context, flowFile))
                        : poller.poll(session, flowFile, batchId);
            }
            case BATCH_FIRE_AND_FORGET -> submitter.advance(session, flowFile, SubmissionOptions.of(context, flowFile));
            case EXISTING_BATCH_JOB -> {
                final String batchId = BatchIdProperty.batchId(context, flowFile);
                if (batchId.isEmpty()) {
                    router.fail(
                            session, flowFile, ErrorCode.MISSING_BATCH_ID.code(), ErrorCode.MISSING_BATCH_ID.meaning());
                    yield true;
                }
                yield poller.poll(session, flowFile, batchId);
            }
        };
    }
}
