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
import dev.nifivoyage.processors.verification.StepResult;
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
import org.apache.nifi.annotation.notification.OnPrimaryNodeStateChange;
import org.apache.nifi.annotation.notification.PrimaryNodeState;
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
                "With the listing strategy New Jobs: the creation time of the newest listed job, the IDs of the jobs created in the minute before it, "
                        + "the IDs of jobs to list once they have ended, and the progress of the current listing. A new primary node continues from there.")
@Tags({"voyage", "ai", "embeddings", "batch", "list", "recover"})
@CapabilityDescription(
        "Lists the Voyage AI batch jobs in the project of the API key. "
                + "Creates one FlowFile without content for each batch job, with the attributes that PollBatchStatus and DownloadBatchResults need.")
@DynamicProperty(
        name = "Metadata key",
        value = "Metadata value",
        expressionLanguageScope = ExpressionLanguageScope.NONE,
        description =
                "Lists only batch jobs whose metadata contains this pair. With several properties, batch jobs must match all of them.")
@WritesAttributes({
    @WritesAttribute(attribute = "filename", description = "ID of the batch job"),
    @WritesAttribute(attribute = "voyage.batch.id", description = "ID of the batch job"),
    @WritesAttribute(
            attribute = "voyage.batch.status",
            description = "Status of the batch job as reported by Voyage, for example in_progress"),
    @WritesAttribute(attribute = "voyage.batch.endpoint", description = "Endpoint of the batch job"),
    @WritesAttribute(attribute = "voyage.batch.model", description = "Model of the batch job"),
    @WritesAttribute(attribute = "voyage.batch.input.file.id", description = "ID of the request file"),
    @WritesAttribute(attribute = "voyage.batch.output.file.id", description = "ID of the output file, if there is one"),
    @WritesAttribute(attribute = "voyage.batch.error.file.id", description = "ID of the error file, if there is one"),
    @WritesAttribute(attribute = "voyage.batch.created.at", description = "Creation time of the batch job, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.requests.total",
            description = "Number of requests in the batch job; 0 until Voyage has validated it"),
    @WritesAttribute(attribute = "voyage.batch.requests.completed", description = "Number of completed requests"),
    @WritesAttribute(attribute = "voyage.batch.requests.failed", description = "Number of rejected requests"),
    @WritesAttribute(
            attribute = "voyage.batch.progress.percent",
            description = "Percentage of completed and rejected requests, from 0 to 100"),
    @WritesAttribute(attribute = "voyage.batch.progress.at", description = "Time of the listing, RFC 3339"),
    @WritesAttribute(attribute = "voyage.batch.estimated.end", description = "End of the batch job, RFC 3339"),
    @WritesAttribute(
            attribute = "voyage.batch.metadata.*",
            description =
                    "Metadata of the batch job, one attribute for each key, except for the pair with the attributes below"),
    @WritesAttribute(
            attribute = "voyage.embedding.*",
            description = "Request attributes written by CreateBatchEmbedding or CreateBatchContextualized"),
    @WritesAttribute(attribute = "voyage.rerank.*", description = "Request attributes written by CreateBatchRerank")
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
        description = "Recover the vectors of Voyage AI batch jobs whose FlowFiles were lost, and cache them",
        keywords = {"voyage", "batch", "recover", "cache", "lost"},
        configurations = {
            @ProcessorConfiguration(processorClass = ListBatches.class, configuration = """
                Set "Voyage Client Service". Add a dynamic property for each pair of metadata that identifies the batch jobs.
                Connect "success" to PollBatchStatus.
                """),
            @ProcessorConfiguration(processorClass = PollBatchStatus.class, configuration = """
                Set "Voyage Client Service" to the same service.
                Connect "running" and "retry" to PollBatchStatus itself, and "completed" to DownloadBatchResults.
                """),
            @ProcessorConfiguration(processorClass = DownloadBatchResults.class, configuration = """
                Set "Voyage Client Service" to the same service, and "Embedding Cache Service" to the cache.
                Leave "Record Reader" empty and "Populate Cache" set to true.
                """)
        })
public class ListBatches extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor LISTING_STRATEGY = new PropertyDescriptor.Builder()
            .name("Listing Strategy")
            .description("Specifies which of the matching batch jobs are listed when the processor runs again")
            .required(true)
            .allowableValues(ListingStrategy.class)
            .defaultValue(ListingStrategy.NEW_JOBS)
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("One FlowFile for each batch job. Route to PollBatchStatus or CancelBatch.")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            LISTING_STRATEGY,
            JobFilterProperties.JOB_STATUS,
            JobFilterProperties.ENDPOINT,
            JobFilterProperties.MAXIMUM_JOB_AGE,
            JobFilterProperties.CREATED_AFTER);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS);

    /** Key of the connection in the state. */
    private static final String CONNECTION = "connection";

    private static final String LIST_JOBS = "List Jobs";

    private final InstantSource clock;

    private volatile RateLimit rateLimit;

    // a listing of new jobs is in the state instead
    private volatile AllJobs paused;

    private volatile boolean revoked;

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
        rateLimit = new RateLimit();
        paused = null;
        revoked = false;
    }

    // NiFi lets a trigger of a node that is no longer the primary one go on, while the next one begins
    @OnPrimaryNodeStateChange
    public void onPrimaryNodeStateChange(final PrimaryNodeState state) {
        revoked = state == PrimaryNodeState.PRIMARY_NODE_REVOKED;
    }

    @Override
    protected boolean mayRun() {
        return super.mayRun() && !revoked;
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        try {
            final BatchPage page = new JobPages(VoyageClientProperty.client(context)).next();
            final int matching = new AllJobs(JobFilterProperties.filter(context, clock.instant()))
                    .take(page)
                    .size();
            return List.of(StepResult.successful(
                    LIST_JOBS,
                    "%d of the newest %d batch jobs of the project match"
                            .formatted(matching, page.batches().size())));
        } catch (final VoyageException e) {
            verificationLogger.error("Failed to list batch jobs", e);
            return List.of(StepResult.failed(LIST_JOBS, e.getMessage()));
        }
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (rateLimit.isLimitReached()) {
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
                            "Skipped {} batch jobs without a creation time; use the listing strategy All Jobs to list them",
                            listing.undated());
        }
    }

    // the state of another project would hide jobs of this one; null if the project cannot be determined now
    private Map<String, String> stateOfProject(
            final ProcessContext context, final ProcessSession session, final VoyageClientService client) {
        final Map<String, String> state = state(session);
        final String connection = state.get(CONNECTION);
        final Optional<String> recentJob = ListingState.recentJob(state);
        if (connection == null || connection.equals(client.getConnectionId()) || recentJob.isEmpty()) {
            return state;
        }

        try {
            Counter.CALLS_TO_VOYAGE.add(session, 1);
            client.getBatch(recentJob.get());
            return state;
        } catch (final VoyageException e) {
            if (GracePeriod.isNotFound(e)) {
                getLogger().info("Listing all batch jobs again, because the API key belongs to another project");
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
        final boolean mayContinue = list(context, session, client, listing, Map.of());
        paused = mayContinue && !listing.isComplete() ? listing : null;
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
                    && mayRun()
                    && context.getAvailableRelationships().contains(SUCCESS)) {
                Counter.CALLS_TO_VOYAGE.add(session, 1);
                final BatchPage page = pages.next();
                // otherwise the next primary node lists it
                if (mayRun()) {
                    emit(session, client, listing.take(page));
                    kept = keep(session, listing, kept, client.getConnectionId());
                    // the state is committed together with the FlowFiles of each page
                    session.commitAsync();
                }
            }
            return true;
        } catch (final VoyageException e) {
            reject(context, e);
            return e.isRetryable();
        }
    }

    private void reject(final ProcessContext context, final VoyageException rejection) {
        rateLimit.observe(rejection);
        context.yield();
        if (rejection.isRetryable()) {
            getLogger().warn("Failed to list batch jobs; continuing later", rejection);
        } else {
            getLogger().error("Failed to list batch jobs", rejection);
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
                getLogger().warn("Listing batch job {} without its request attributes", job.id(), e);
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
            throw new ProcessException("Failed to read the state of the previous listing", e);
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
            throw new ProcessException("Failed to write the state of the listing", e);
        }
    }
}
