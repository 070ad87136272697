/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.batch.job.GracePeriod;
import dev.nifivoyage.processors.batch.job.JobPages;
import dev.nifivoyage.processors.batch.list.AllJobs;
import dev.nifivoyage.processors.batch.list.JobFilterProperties;
import dev.nifivoyage.processors.batch.list.ListedAttributes;
import dev.nifivoyage.processors.batch.list.Listing;
import dev.nifivoyage.processors.batch.list.ListingState;
import dev.nifivoyage.processors.batch.list.ListingStrategy;
import dev.nifivoyage.processors.batch.list.NewJobs;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.PrimaryNodeOnly;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSchedule;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.state.Scope;
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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@PrimaryNodeOnly
@TriggerSerially
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@DefaultSchedule(strategy = SchedulingStrategy.TIMER_DRIVEN, period = "1 min")
@Stateful(
        scopes = Scope.CLUSTER,
        description =
                "With New Jobs: when the newest listed job was made, the ids of the jobs made in the minute before it, "
                        + "the ids of jobs that are wanted when they have ended, and how far a listing under way has come. Another primary node goes on from there.")
@Tags({"voyage", "ai", "embeddings", "batch", "list", "recover"})
@CapabilityDescription(
        "Lists the Voyage AI batch jobs of the API key's project: one FlowFile for each job, without content, with all that PollBatchStatus and DownloadBatchResults need.")
@DynamicProperty(
        name = "Metadata key",
        value = "Metadata value",
        expressionLanguageScope = ExpressionLanguageScope.NONE,
        description =
                "Lists only jobs whose metadata has this value for this key; with several properties, jobs that have all of them")
@WritesAttributes({
    @WritesAttribute(attribute = "filename", description = "Id of the job"),
    @WritesAttribute(attribute = "voyage.batch.id", description = "Id of the job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Voyage's word for the status, such as in_progress"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the job"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "Id of the requests"),
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
    @WritesAttribute(attribute = "voyage.batch.progress.at", description = "When the job was listed, RFC 3339"),
    @WritesAttribute(attribute = "voyage.batch.estimated.end", description = "When the job has ended, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.metadata.*",
            description =
                    "The job's metadata, one attribute for each key, without the pair that holds the attributes below"),
    @WritesAttribute(
            attribute = "voyage.embedding.*",
            description =
                    "The attributes that CreateBatchEmbedding or CreateBatchContextualized wrote of the job's requests"),
    @WritesAttribute(
            attribute = "voyage.rerank.*",
            description = "The attributes that CreateBatchRerank wrote of the job's requests")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.batch.CancelBatch",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.CreateBatchContextualized",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@MultiProcessorUseCase(
        description = "Fetch the vectors of Voyage AI batch jobs whose FlowFiles are lost, and put them into the cache",
        keywords = {"voyage", "batch", "recover", "cache", "lost"},
        configurations = {
            @ProcessorConfiguration(processorClass = ListBatches.class, configuration = """
                Set "Voyage Client Service". Add a property for each pair of metadata by which the jobs are told from others.
                Connect "success" to PollBatchStatus.
                """),
            @ProcessorConfiguration(processorClass = PollBatchStatus.class, configuration = """
                Set "Voyage Client Service" to the same service.
                Connect "running" and "retry" to PollBatchStatus itself, and "completed" to DownloadBatchResults.
                """),
            @ProcessorConfiguration(processorClass = DownloadBatchResults.class, configuration = """
                Set "Voyage Client Service" to the same service, and "Embedding Cache Service" to the cache.
                Leave "Record Reader" empty, and "Populate Cache" at true.
                """)
        })
public class ListBatches extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor LISTING_STRATEGY = new PropertyDescriptor.Builder()
            .name("Listing Strategy")
            .description("Which of the wanted jobs are listed when the processor runs again")
            .required(true)
            .allowableValues(ListingStrategy.class)
            .defaultValue(ListingStrategy.NEW_JOBS)
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("A FlowFile for each job, to be sent to PollBatchStatus or to CancelBatch")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            LISTING_STRATEGY,
            JobFilterProperties.JOB_STATUS,
            JobFilterProperties.ENDPOINT,
            JobFilterProperties.MAXIMUM_JOB_AGE,
            JobFilterProperties.CREATED_AFTER);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS);

    /** Key in the state. */
    private static final String CONNECTION = "connection";

    private final InstantSource clock;

    private volatile RateLimit gate;

    // a listing of new jobs is kept in the state instead
    private volatile AllJobs paused;

    public ListBatches() {
        this(InstantSource.system());
    }

    ListBatches(final InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return JobFilterProperties.metadata(propertyDescriptorName);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @OnScheduled
    public void onScheduled() {
        gate = new RateLimit();
        paused = null;
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder result =
                new ConfigVerificationResult.Builder().verificationStepName("List Jobs");
        try {
            final BatchPage page = new JobPages(VoyageClientProperty.client(context)).next();
            final int wanted = new AllJobs(JobFilterProperties.filter(context, clock.instant()))
                    .take(page)
                    .size();
            result.outcome(ConfigVerificationResult.Outcome.SUCCESSFUL)
                    .explanation("%d of the newest %d jobs of the project are wanted"
                            .formatted(wanted, page.batches().size()));
        } catch (final VoyageException e) {
            verificationLogger.error("The jobs cannot be listed", e);
            result.outcome(ConfigVerificationResult.Outcome.FAILED).explanation(e.getMessage());
        }

        return List.of(result.build());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isLimitReached()) {
            context.yield();
            return;
        }

        final VoyageClientService client = VoyageClientProperty.client(context);
        if (context.getProperty(LISTING_STRATEGY).asAllowableValue(ListingStrategy.class) == ListingStrategy.NEW_JOBS) {
            listNewJobs(context, session, client);
        } else {
            listAllJobs(context, session, client);
        }
    }

    private void listNewJobs(
            final ProcessContext context, final ProcessSession session, final VoyageClientService client) {
        final Map<String, String> before = stateOfProject(context, session, client);
        if (before == null) {
            return;
        }
        final ListingState state = ListingState.read(before, JobFilterProperties.fingerprint(context, client));
        final NewJobs listing =
                new NewJobs(JobFilterProperties.filter(context, clock.instant()), state, clock.instant());
        list(context, session, client, listing, before);
        if (listing.undated() > 0) {
            getLogger()
                    .warn(
                            "{} jobs were passed over, since Voyage does not say when they were made; with the listing strategy All Jobs they are listed",
                            listing.undated());
        }
    }

    // what was listed of another project would hide jobs of this one; null when it cannot be told now
    private Map<String, String> stateOfProject(
            final ProcessContext context, final ProcessSession session, final VoyageClientService client) {
        final Map<String, String> state = state(session);
        final String connection = state.get(CONNECTION);
        final Optional<String> knownJob = ListingState.knownJob(state);
        if (connection == null || connection.equals(client.getConnectionId()) || knownJob.isEmpty()) {
            return state;
        }

        try {
            Counter.CALLS_TO_VOYAGE.add(session, 1);
            client.getBatch(knownJob.get());
            return state;
        } catch (final VoyageException e) {
            if (GracePeriod.isNotFound(e)) {
                getLogger().info("All jobs are listed anew, since the API key is of another project than before");
                return Map.of();
            }
            reject(context, e);
            return null;
        }
    }

    private void listAllJobs(
            final ProcessContext context, final ProcessSession session, final VoyageClientService client) {
        final AllJobs listing =
                paused == null ? new AllJobs(JobFilterProperties.filter(context, clock.instant())) : paused;
        final boolean mayGoOn = list(context, session, client, listing, Map.of());
        paused = mayGoOn && !listing.isComplete() ? listing : null;
    }

    private boolean list(
            final ProcessContext context,
            final ProcessSession session,
            final VoyageClientService client,
            final Listing listing,
            final Map<String, String> stateBefore) {
        Map<String, String> kept = stateBefore;
        try {
            final JobPages pages = new JobPages(client, listing.cursor());
            while (!listing.isComplete()
                    && isScheduled()
                    && context.getAvailableRelationships().contains(SUCCESS)) {
                Counter.CALLS_TO_VOYAGE.add(session, 1);
                emit(session, client, listing.take(pages.next()));
                kept = keep(session, listing, kept, client.getConnectionId());
                // what was emitted is remembered together with it, page by page
                session.commitAsync();
            }
            return true;
        } catch (final VoyageException e) {
            reject(context, e);
            return e.isRetryable();
        }
    }

    private void reject(final ProcessContext context, final VoyageException rejection) {
        rejection.retryAfter().ifPresent(gate::retryAfter);
        context.yield();
        if (rejection.isRetryable()) {
            getLogger().warn("The jobs could not be listed; the listing goes on later", rejection);
        } else {
            getLogger().error("The jobs cannot be listed", rejection);
        }
    }

    private void emit(final ProcessSession session, final VoyageClientService client, final List<Batch> jobs) {
        final Instant now = clock.instant();
        for (final Batch job : jobs) {
            final FlowFile created = session.create();
            final Map<String, String> attributes = new HashMap<>(ListedAttributes.of(job, created, now));
            try {
                attributes.putAll(ListedAttributes.ofRequests(job));
            } catch (final IllegalArgumentException e) {
                getLogger().warn("Job {} is listed without the attributes of its requests", job.id(), e);
            }

            final FlowFile flowFile = session.putAllAttributes(created, attributes);
            session.getProvenanceReporter().receive(flowFile, "%s/batches/%s".formatted(client.getBaseUri(), job.id()));
            session.transfer(flowFile, SUCCESS);
        }
        Counter.JOBS_LISTED.add(session, jobs.size());
    }

    private static Map<String, String> state(final ProcessSession session) {
        try {
            return session.getState(Scope.CLUSTER).toMap();
        } catch (final IOException e) {
            throw new ProcessException("What was listed before cannot be read from the state", e);
        }
    }

    private static Map<String, String> keep(
            final ProcessSession session,
            final Listing listing,
            final Map<String, String> kept,
            final String connection) {
        final Map<String, String> state =
                new HashMap<>(listing.state().map(ListingState::toMap).orElse(Map.of()));
        if (!state.isEmpty()) {
            state.put(CONNECTION, connection);
        }
        if (state.equals(kept)) {
            return kept;
        }

        try {
            session.setState(state, Scope.CLUSTER);
            return state;
        } catch (final IOException e) {
            throw new ProcessException("What was listed cannot be kept in the state", e);
        }
    }
}
