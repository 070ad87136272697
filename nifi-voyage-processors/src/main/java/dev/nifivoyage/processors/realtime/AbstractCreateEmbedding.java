/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.StoppableProcessor;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.OutdatedAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.realtime.input.RequestSender;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordProperties;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.record.path.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.processors.response.VectorWriter;
import dev.nifivoyage.processors.verification.ConnectionVerifier;
import dev.nifivoyage.processors.verification.ModelVerifier;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.TargetCheck;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Base of the processors that embed records, or FlowFiles as a whole, in real time. A subclass adds its properties, its
 * documentation, and the inputs of records and FlowFiles. Subclasses declare all attributes they write: NiFi reads
 * {@code WritesAttributes} from the class itself and does not merge it with that of a superclass.
 */
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
public abstract class AbstractCreateEmbedding extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Controller Service to use for writing records. If the writer has its own schema, it must contain the field at Embedding Record Path.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(RecordProperties.RECORD_READER)
            .required(true)
            .build();

    static final PropertyDescriptor EMBEDDING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Embedding Record Path")
            .description(
                    "A RecordPath that points to the field for the vector. A missing field is added, but its parent must exist. "
                            + "Records without it are not sent, and are routed to rejected with the error code missing_target.")
            .dependsOn(RecordProperties.RECORD_READER)
            .required(true)
            .defaultValue("/embedding")
            .addValidator(new RecordPathValidator())
            .build();

    static final PropertyDescriptor VECTOR_FORMAT = new PropertyDescriptor.Builder()
            .name("Vector Format")
            .description(
                    "Specifies the format of the vector in the record, or in the content of success without a Record Reader")
            .required(true)
            .allowableValues(VectorFormat.class)
            .defaultValue(VectorFormat.NUMBERS)
            .build();

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "Records with their vectors, or the vector of the FlowFile without a Record Reader, are routed to this relationship")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description("Records that Voyage rejected, or that have nothing to embed or no place for the vector, "
                    + "are routed to this relationship, each with a field named error that contains code and message. "
                    + "Without a Record Reader, the FlowFile itself is routed here with both in its attributes.")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description(
                    "The incoming FlowFile is routed to this relationship, with the counts and the cost in its attributes")
            .autoTerminateDefault(true)
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "FlowFiles are routed to this relationship if Voyage is unreachable, overloaded, or limits the rate. "
                            + "Route back to this processor; with a cache, nothing that was paid for is billed again.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "FlowFiles that cannot be processed by retrying are routed to this relationship: the content cannot be read, or Voyage rejects the request or the API key")
            .build();

    static final Relationship OVER_BUDGET = new Relationship.Builder()
            .name("over budget")
            .description("FlowFiles that would cost more than Maximum Cost. Nothing was sent.")
            .build();

    static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, REJECTED, ORIGINAL, RETRY, FAILURE);

    /** Counts of earlier processors, and attributes of other vectors. */
    private static final Pattern OUTDATED_ATTRIBUTES =
            OutdatedAttributes.of("batch", "records", "usage", "cost", "cache", "embedding");

    private final PaidVectors paid = new PaidVectors();
    private volatile RateLimit rateLimit;
    private volatile EmbeddingOptions options;

    /**
     * Resolves the connection, the cache, the parameters, and the price.
     */
    abstract EmbeddingOptions options(ProcessContext context);

    /**
     * Returns what sends requests.
     */
    abstract RequestSender sender(ProcessContext context, EmbeddingOptions resolved);

    /**
     * Returns the limits of a request for records.
     */
    abstract RequestLimits limits(ProcessContext context);

    /**
     * Returns what reads the inputs of records.
     */
    abstract InputReader inputs(ProcessContext context);

    /**
     * Reads the input of a FlowFile without a Record Reader.
     */
    abstract RecordInput content(ProcessContext context, ProcessSession session, FlowFile flowFile) throws IOException;

    /**
     * Returns the attributes that describe where the inputs of records were found.
     */
    abstract Map<String, String> pathAttributes(ProcessContext context);

    /**
     * Returns the maximum cost of a FlowFile in US dollars, or empty if there is none.
     *
     * @throws InvalidCostException if it is not an amount
     */
    Optional<BigDecimal> maximumCost(final ProcessContext context, final FlowFile flowFile)
            throws InvalidCostException {
        return Optional.empty();
    }

    /**
     * Returns the checks of a sample.
     */
    abstract List<SampleCheck> checks(ProcessContext context, EmbeddingOptions verified);

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        options = options(context);
        if (options.cache().isEmpty()) {
            RelationshipRetry.reject(
                    context,
                    getRelationships(),
                    "without an Embedding Cache Service Voyage would bill its %s again for each attempt"
                            .formatted(options.endpoint().noun()));
        }
        rateLimit = new RateLimit();
        paid.startWith(VoyageClientProperty.client(context).getBaseUri());
        ModelRetirement.warn(options.parameters().model(), getLogger());
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final EmbeddingOptions verified = options(context);
        final List<ConfigVerificationResult> results = new ArrayList<>();
        results.add(ModelVerifier.verify(verified.parameters()));
        results.add(ConnectionVerifier.verify(VoyageClientProperty.client(context), verificationLogger));
        results.addAll(new SampleVerifier(
                        context.getProperty(RecordProperties.RECORD_READER).isSet()
                                ? context.getProperty(RecordProperties.RECORD_READER)
                                        .asControllerService(RecordReaderFactory.class)
                                : null,
                        verified.endpoint().contents(),
                        attributes,
                        verificationLogger)
                .verify(checks(context, verified)));
        return results;
    }

    /**
     * Returns the checks that records have a place for the vector and its columns.
     */
    static List<SampleCheck> targetChecks(final ProcessContext context) {
        final List<SampleCheck> checks = new ArrayList<>();
        checks.add(new TargetCheck(
                EMBEDDING_RECORD_PATH,
                context.getProperty(EMBEDDING_RECORD_PATH).getValue()));
        VectorColumns.paths(context).forEach((property, path) -> checks.add(new TargetCheck(property, path)));
        return checks;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (rateLimit.isLimitReached()) {
            // FlowFiles stay in the queue
            context.yield();
            return;
        }

        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final RealTimeUsage usage = new RealTimeUsage(options, flowFile);
        final VectorLookup lookup =
                new VectorLookup(options, paid, new InputEmbedder(sender(context, options), rateLimit), getLogger());
        boolean embedded = false;
        try {
            if (isOverBudget(context, session, flowFile, usage)) {
                return;
            }
            if (context.getProperty(RecordProperties.RECORD_READER).isSet()) {
                embedRecords(context, session, flowFile, lookup, usage);
            } else {
                embedContent(context, session, flowFile, lookup, usage);
            }
            embedded = true;
        } catch (final InvalidCostException e) {
            getLogger().error("Failed to embed the {} of {}", options.endpoint().noun(), flowFile, e);
            transferFailure(
                    session, flowFile, usage, ErrorAttributes.of(ErrorCode.INVALID_MAXIMUM_COST, e.getMessage()));
        } catch (final VoyageException e) {
            if (e.isRateLimited()) {
                context.yield();
            }
            transferRejected(session, flowFile, usage, e);
        } catch (final IOException e) {
            getLogger().error("Failed to embed the content of {}", flowFile, e);
            transferFailure(session, flowFile, usage, ErrorAttributes.of(ContentException.code(e), e.getMessage()));
        }
        Counter.REQUESTS_SENT.add(session, usage.usage().requests());
        Counter.REQUESTS_OVER_TOKEN_LIMIT.add(session, usage.usage().tooLarge());
        usage.countAttempt(session);
        if (embedded) {
            // only then, so that nothing is billed again if the commit fails
            session.commitAsync(lookup::forget);
        }
    }

    private boolean isOverBudget(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage)
            throws IOException, InvalidCostException {
        final Optional<BigDecimal> maximum = maximumCost(context, flowFile);
        if (maximum.isEmpty()) {
            return false;
        }

        final BilledUsage estimate = estimate(context, session, flowFile).plus(usage.earlier());
        final BigDecimal cost =
                options.price().cost(estimate).orElseThrow(() -> InvalidCostException.unknownPrice(options));
        if (cost.compareTo(maximum.get()) <= 0) {
            return false;
        }

        final String message =
                "About %,d tokens and %,d pixels would cost about %s US dollars, more than the %s of Maximum Cost"
                        .formatted(
                                estimate.tokens(),
                                estimate.pixels(),
                                cost.toPlainString(),
                                maximum.get().toPlainString());
        getLogger().warn("Routed {} to {}: {}", flowFile, OVER_BUDGET.getName(), message);
        final Map<String, String> attributes = new HashMap<>(ErrorAttributes.of(ErrorCode.OVER_BUDGET, message));
        attributes.put(VoyageAttributes.COST_ESTIMATED_REAL_TIME, cost.toPlainString());
        session.transfer(session.putAllAttributes(usage.settle(session, flowFile), attributes), OVER_BUDGET);
        return true;
    }

    private BilledUsage estimate(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final CostEstimator estimator = new CostEstimator(options, paid);
        if (!context.getProperty(RecordProperties.RECORD_READER).isSet()) {
            if (content(context, session, flowFile) instanceof RecordInput.Usable(final EmbeddingInput input)) {
                estimator.add(input);
            }
            return estimator.usage();
        }

        final RecordReaderFactory readerFactory =
                context.getProperty(RecordProperties.RECORD_READER).asControllerService(RecordReaderFactory.class);
        try (InputRecords records = InputRecords.of(session, flowFile, readerFactory, getLogger())) {
            estimator.add(records, inputs(context), limits(context));
        } catch (final MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            // readers throw unchecked exceptions for content that they do not expect
            throw UnreadableContentException.of(e);
        } catch (final StackOverflowError e) {
            throw UnreadableContentException.nestedTooDeeply(0);
        }
        return estimator.usage();
    }

    private void embedRecords(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VectorLookup lookup,
            final RealTimeUsage usage)
            throws IOException {
        final RequestLimits limits = limits(context);
        final RecordEmbedder embedder = new RecordEmbedder(
                new RealTimeVectors(lookup, limits, usage.usage()),
                limits,
                options.keys(),
                inputs(context),
                new VectorWriter(
                        new EmbeddingRecordPath(
                                context.getProperty(EMBEDDING_RECORD_PATH).getValue(),
                                context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class),
                                options.parameters().dataType()),
                        VectorColumns.of(context),
                        options.parameters()));
        final RoutedRecords records = embedder.embed(new RecordRouting(
                session,
                flowFile,
                context.getProperty(RecordProperties.RECORD_READER).asControllerService(RecordReaderFactory.class),
                context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class),
                getLogger()));
        transfer(session, flowFile, new Result(records, true, pathAttributes(context)), usage);
    }

    private void embedContent(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VectorLookup lookup,
            final RealTimeUsage usage)
            throws IOException {
        switch (content(context, session, flowFile)) {
            case final RecordInput.Unusable unusable -> rejectContent(session, flowFile, unusable.error(), usage);
            case RecordInput.Usable(final EmbeddingInput input) -> {
                final RequestKey key = input.key(options.keys());
                final InputOutcomes outcomes = lookup.find(Map.of(key, input), usage.usage());
                if (outcomes.error(key) != null) {
                    rejectContent(session, flowFile, outcomes.error(key), usage);
                    return;
                }
                final VectorContent content = VectorContent.of(
                        outcomes.embedding(key).embedding(),
                        context.getProperty(VECTOR_FORMAT).asAllowableValue(VectorFormat.class));
                final FlowFile embedded = session.putAttribute(
                        session.write(session.create(flowFile), output -> output.write(content.bytes())),
                        CoreAttributes.MIME_TYPE.key(),
                        content.mimeType());
                final Map<String, String> keyAttribute = Map.of(VoyageAttributes.CONTENT_KEY, key.toString());
                transfer(session, flowFile, new Result(RoutedRecords.ofContent(embedded), false, keyAttribute), usage);
            }
        }
    }

    private void rejectContent(
            final ProcessSession session, final FlowFile flowFile, final RecordError error, final RealTimeUsage usage) {
        final RoutedRecords rejected = RoutedRecords.ofRejectedContent(
                session, flowFile, error, options.endpoint().contentNoun());
        transfer(session, flowFile, new Result(rejected, false, Map.of()), usage);
    }

    /**
     * What becomes of a FlowFile.
     *
     * @param hasRecords false if the FlowFile was embedded as a whole
     * @param attributes of all FlowFiles
     */
    private record Result(RoutedRecords records, boolean hasRecords, Map<String, String> attributes) {}

    private void transfer(
            final ProcessSession session, final FlowFile flowFile, final Result result, final RealTimeUsage usage) {
        final RoutedRecords records = result.records();
        final Map<String, String> attributes = new HashMap<>(EmbeddingAttributes.of(options.parameters()));
        attributes.putAll(result.attributes());
        attributes.put(VoyageAttributes.RECORDS_EMBEDDED, Long.toString(records.successCount()));
        attributes.put(VoyageAttributes.RECORDS_REJECTED, Long.toString(records.rejectedCount()));
        attributes.putAll(usage.attributes());

        for (final FlowFile next : records.success()) {
            session.transfer(session.putAllAttributes(cleared(session, next), attributes), SUCCESS);
        }
        if (records.summary() != null) {
            getLogger().warn("{}: {}", flowFile, records.summary());
        }
        for (final FlowFile next : records.rejected()) {
            // the error of a FlowFile without records is in its attributes
            final FlowFile rejected = result.hasRecords()
                    ? cleared(session, next)
                    : session.removeAllAttributes(next, OUTDATED_ATTRIBUTES);
            session.transfer(session.putAllAttributes(rejected, attributes), REJECTED);
        }
        final FlowFile original = session.putAllAttributes(cleared(session, flowFile), attributes);
        session.transfer(original, ORIGINAL);

        Counter.CACHE_HITS.add(session, usage.usage().hits());
        Counter.TOKENS_SAVED.add(session, usage.saved().tokens());
        if (options.endpoint() == RealTimeEndpoint.MULTIMODAL) {
            Counter.PIXELS_SAVED.add(session, usage.saved().pixels());
        }
        usage.cost().ifPresent(cost -> Counter.COST_SAVED_MICRO_USD.add(session, cost.savedMicros()));
        Counter.RECORDS_EMBEDDED.add(session, records.successCount());
        Counter.RECORDS_REJECTED.add(session, records.rejectedCount());
        usage.reportAttempt(session, original);
    }

    private static FlowFile cleared(final ProcessSession session, final FlowFile flowFile) {
        return ErrorAttributes.clear(session, session.removeAllAttributes(flowFile, OUTDATED_ATTRIBUTES));
    }

    private void transferRejected(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            getLogger().error("Failed to embed the {} of {}", options.endpoint().noun(), flowFile, rejection);
            transferFailure(session, flowFile, usage, ErrorAttributes.of(rejection));
            return;
        }

        getLogger()
                .warn(
                        "Failed to embed the {} of {}; it can be retried",
                        options.endpoint().noun(),
                        flowFile,
                        rejection);
        final FlowFile retried =
                usage.carryOver(session, session.putAllAttributes(flowFile, ErrorAttributes.of(rejection)));
        session.transfer(session.penalize(retried), RETRY);
    }

    private static void transferFailure(
            final ProcessSession session,
            final FlowFile flowFile,
            final RealTimeUsage usage,
            final Map<String, String> error) {
        session.transfer(session.putAllAttributes(usage.settle(session, flowFile), error), FAILURE);
    }
}
