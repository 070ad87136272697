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
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.OutdatedAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.UsagePrice;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.response.OutputSettings;
import dev.nifivoyage.processors.response.OutputStrategy;
import dev.nifivoyage.processors.response.RankingWriter;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.processors.verification.DocumentsVerifier;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.SampleVerifier;
import dev.nifivoyage.processors.verification.TargetCheck;
import dev.nifivoyage.processors.verification.ValueCheck;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.Restricted;
import org.apache.nifi.annotation.behavior.Restriction;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

@Restricted(
        restrictions = {
            @Restriction(
                    requiredPermission = RequiredPermission.READ_FILESYSTEM,
                    explanation = "Provides operator the ability to read from any file that NiFi has access to.")
        })
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "rerank", "relevance", "real time", "search", "query", "document", "record", "rag"})
@CapabilityDescription("Ranks documents by their relevance to the query of each record, with Voyage AI in real time.")
@ReadsAttribute(
        attribute = "fragment.count",
        description =
                "If greater than 1, a FlowFile is routed to success even if it has no records, so that a later merge is complete")
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.rerank.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.rerank.top.k",
            description = "Number of documents returned per query; empty for all"),
    @WritesAttribute(
            attribute = "voyage.rerank.return.documents",
            description = "Whether the texts of the documents are returned"),
    @WritesAttribute(
            attribute = "voyage.rerank.truncation",
            description = "Whether texts over the limits of the model are truncated"),
    @WritesAttribute(attribute = "voyage.rerank.query.record.path", description = "RecordPath of the query"),
    @WritesAttribute(attribute = "voyage.rerank.documents.record.path", description = "RecordPath of the documents"),
    @WritesAttribute(
            attribute = "voyage.rerank.documents.file",
            description = "File with the documents of all queries"),
    @WritesAttribute(
            attribute = "voyage.rerank.document.text.record.path",
            description = "RecordPath of the text in a record of that file"),
    @WritesAttribute(
            attribute = "voyage.records.embedded",
            description =
                    "Number of records with ranked documents, counted as in DownloadBatchResults; more records may be written"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Number of records that Voyage rejected, or whose query or documents cannot be sent"),
    @WritesAttribute(
            attribute = "voyage.records.unprocessed",
            description =
                    "Number of records routed to retry or failure because Voyage did not accept the request of one of them"),
    @WritesAttribute(attribute = "voyage.usage.tokens", description = "Tokens billed for the FlowFile"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description = "Cost of the billed tokens in US dollars; not set if the price of the model is unknown"),
    @WritesAttribute(
            attribute = "error.code",
            description = "HTTP status or error code, for FlowFiles routed to retry or failure"),
    @WritesAttribute(
            attribute = "error.message",
            description = "Description of the error, for FlowFiles routed to retry or failure")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description = "Order the hits of a search by relevance, and keep the best",
        keywords = {"voyage", "rerank", "relevance", "search", "rag"},
        configuration = """
        Set "Voyage Client Service", "Record Reader" and "Record Writer".
        Set "Query Record Path" to the query of a record, and "Documents Record Path" to its hits, such as /documents[*]/text.
        Set "Top K" to the number of hits to keep, and "Output Strategy" to "One Record per Result" to get one record per hit.
        Connect "success" to the next step, and "retry" to Rerank itself.
        """)
public class Rerank extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Specifies the Controller Service to use for reading records, and documents in a file")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Specifies the Controller Service to use for writing records. If the writer has its own schema, it must contain the fields of the ranking. "
                            + "The Record Reader must be able to read this format, because unprocessed records return from retry in it.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    static final PropertyDescriptor DOCUMENTS_FILE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(RerankProperties.DOCUMENTS_FILE)
            .description(
                    "Specifies the file with the documents, one per record, at most 1,000. The file is read for each FlowFile.")
            .build();

    static final PropertyDescriptor RERANK_MODEL = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(RerankProperties.RERANK_MODEL)
            .description("Specifies the model, such as rerank-2.5 or rerank-2.5-lite")
            .build();

    static final PropertyDescriptor TOP_K = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(RerankProperties.TOP_K)
            .description(
                    "Number of most relevant documents to return per query. If not set, all documents are returned. All documents are billed in either case.")
            .build();

    static final PropertyDescriptor OUTPUT_STRATEGY = new PropertyDescriptor.Builder()
            .name("Output Strategy")
            .description("Specifies the number of records to write for a query and its ranking")
            .required(true)
            .allowableValues(OutputStrategy.class)
            .defaultValue(OutputStrategy.RECORD)
            .build();

    static final PropertyDescriptor RANKING_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Ranking Record Path")
            .description(
                    "A RecordPath that points to the field for the ranked documents of a query. A missing field is added, but its parent must exist. "
                            + "Records without it are not sent, and are routed to rejected with the error code missing_target.")
            .dependsOn(OUTPUT_STRATEGY, OutputStrategy.RECORD)
            .required(true)
            .defaultValue("/ranking")
            .addValidator(new RecordPathValidator())
            .build();

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description(
                    "Records with their rankings, or one record per ranked document, are routed to this relationship")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description("Records that Voyage rejected, or whose query or documents cannot be sent, "
                    + "are routed to this relationship, each with a field named error that contains code and message")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description(
                    "The incoming FlowFile is routed to this relationship, with the counts and the cost in its attributes, "
                            + "if at least one of its records was ranked or none had to be sent")
            .autoTerminateDefault(true)
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "Unprocessed records are routed to this relationship if Voyage is unreachable, overloaded, or limits the rate. Route back to this processor.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "Unprocessed records that cannot be processed by retrying are routed to this relationship: "
                            + "the content or the file with the documents cannot be read, or Voyage rejects the parameters or the API key")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            VoyageClientProperty.VOYAGE_CLIENT_SERVICE,
            RECORD_READER,
            RECORD_WRITER,
            RerankProperties.QUERY_RECORD_PATH,
            RerankProperties.DOCUMENTS_SOURCE,
            RerankProperties.DOCUMENTS_RECORD_PATH,
            DOCUMENTS_FILE,
            RerankProperties.DOCUMENT_TEXT_RECORD_PATH,
            RERANK_MODEL,
            TOP_K,
            RerankProperties.RETURN_DOCUMENTS,
            RerankProperties.TRUNCATION,
            OUTPUT_STRATEGY,
            RANKING_RECORD_PATH,
            PriceProperty.PRICE);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, REJECTED, ORIGINAL, RETRY, FAILURE);

    /** Counts of earlier processors, and attributes of other rankings. */
    private static final Pattern OUTDATED_ATTRIBUTES =
            OutdatedAttributes.of("batch", "records", "usage", "cost", "cache", "rerank");

    /** Rankings are not cached, so they need no namespace. */
    private static final String NO_NAMESPACE = "";

    private volatile RateLimit rateLimit;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @OnScheduled
    public void onScheduled(final ProcessContext context) {
        RelationshipRetry.reject(context, RELATIONSHIPS, "Voyage would bill its documents again for each attempt");
        rateLimit = new RateLimit();
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final RankingParameters parameters = RerankProperties.parameters(
                context, value -> value.evaluateAttributeExpressions(attributes), NO_NAMESPACE);
        final List<ConfigVerificationResult> results = new ArrayList<>();
        results.add(DocumentsVerifier.verify(parameters, reader(context), verificationLogger));
        results.add(RerankVerification.ranking(parameters, VoyageClientProperty.client(context), verificationLogger));
        results.addAll(new SampleVerifier(reader(context), attributes, verificationLogger)
                .verify(checks(context, parameters, verificationLogger)));
        return results;
    }

    private static List<SampleCheck> checks(
            final ProcessContext context, final RankingParameters parameters, final ComponentLog verificationLogger) {
        final List<SampleCheck> checks = new ArrayList<>();
        checks.add(ValueCheck.required(RerankProperties.QUERY_RECORD_PATH, parameters.queryPath()));
        if (!parameters.hasSharedDocuments()) {
            checks.add(ValueCheck.required(RerankProperties.DOCUMENTS_RECORD_PATH, parameters.documentsPath()));
        }
        if (context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class) == OutputStrategy.RECORD) {
            checks.add(new TargetCheck(
                    RANKING_RECORD_PATH,
                    context.getProperty(RANKING_RECORD_PATH).getValue()));
        }
        checks.add(new RequestCheck(
                () -> parameters.extractor(RerankProperties.shared(parameters, reader(context), verificationLogger)),
                new RankingEstimate(
                        new RealTimePrice(UsagePrice.ofTokens(parameters.model(), PriceProperty.price(context))))));
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

        final RankingParameters parameters = RerankProperties.parameters(
                context, value -> value.evaluateAttributeExpressions(flowFile), NO_NAMESPACE);
        final List<TextPart> shared;
        try {
            shared = RerankProperties.shared(parameters, reader(context), getLogger());
        } catch (final IOException e) {
            fail(session, flowFile, Map.of(), ErrorAttributes.of(ErrorCode.UNREADABLE_DOCUMENTS, e.getMessage()), e);
            return;
        }

        final RerankUsage usage = new RerankUsage(parameters.model(), PriceProperty.price(context));
        final RecordRanker ranker = new RecordRanker(
                new QueryRanker(VoyageClientProperty.client(context), parameters.rerank(), rateLimit, usage),
                parameters.extractor(shared),
                new RankingWriter(parameters, shared, output(context)),
                usage);
        try {
            final RoutedRecords records = ranker.rank(new RecordRouting(
                    session,
                    flowFile,
                    reader(context),
                    context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class),
                    getLogger()));
            final Map<String, String> attributes = new HashMap<>(parameters.attributes());
            attributes.remove(VoyageAttributes.RERANK_NAMESPACE);
            attributes.putAll(usage.attributes());
            transfer(session, flowFile, records, ranker, attributes);
            report(context, session, flowFile, records, usage);
            if (ranker.stop() != null && ranker.stop().isRateLimited()) {
                context.yield();
            }
        } catch (final VoyageException e) {
            // nothing is billed yet
            transferUnprocessed(session, flowFile, e);
            if (e.isRateLimited()) {
                context.yield();
            }
        } catch (final IOException e) {
            final Map<String, String> error = ErrorAttributes.of(ContentException.code(e), e.getMessage());
            fail(session, flowFile, usage.attributes(), error, e);
        }
        usage.count(session);
    }

    private static RecordReaderFactory reader(final ProcessContext context) {
        return context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
    }

    private static OutputSettings output(final ProcessContext context) {
        final OutputStrategy strategy = context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class);
        final String rankingPath = strategy == OutputStrategy.RECORD
                ? context.getProperty(RANKING_RECORD_PATH).getValue()
                : RANKING_RECORD_PATH.getDefaultValue();
        return new OutputSettings("", "/embedding", VectorFormat.NUMBERS, strategy, rankingPath, VectorColumns.NONE);
    }

    private void transfer(
            final ProcessSession session,
            final FlowFile flowFile,
            final RoutedRecords records,
            final RecordRanker ranker,
            final Map<String, String> parametersAndUsage) {
        final Map<String, String> attributes = new HashMap<>(parametersAndUsage);
        attributes.put(VoyageAttributes.RECORDS_EMBEDDED, Long.toString(records.successCount()));
        attributes.put(VoyageAttributes.RECORDS_REJECTED, Long.toString(records.rejectedCount()));
        attributes.put(VoyageAttributes.RECORDS_UNPROCESSED, Long.toString(records.unprocessedCount()));

        for (final FlowFile next : records.success()) {
            session.transfer(session.putAllAttributes(cleared(session, next), attributes), SUCCESS);
        }
        if (records.summary() != null) {
            getLogger().warn("{}: {}", flowFile, records.summary());
        }
        for (final FlowFile next : records.rejected()) {
            session.transfer(session.putAllAttributes(cleared(session, next), attributes), REJECTED);
        }
        for (final FlowFile next : records.unprocessed()) {
            transferUnprocessed(session, next, ranker.stop());
        }
        if (ranker.skippedDocuments() > 0) {
            getLogger()
                    .warn(
                            "{}: Ranked queries without {} of their documents, which are empty",
                            flowFile,
                            ranker.skippedDocuments());
            Counter.EMPTY_TEXTS_SKIPPED.add(session, ranker.skippedDocuments());
        }
        session.transfer(session.putAllAttributes(cleared(session, flowFile), attributes), ORIGINAL);

        Counter.RECORDS_RANKED.add(session, records.successCount());
        Counter.RECORDS_REJECTED.add(session, records.rejectedCount());
    }

    private static void report(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile original,
            final RoutedRecords records,
            final RerankUsage usage) {
        if (usage.completedRequests() > 0) {
            session.getProvenanceReporter()
                    .invokeRemoteProcess(
                            original,
                            "%s/rerank"
                                    .formatted(
                                            VoyageClientProperty.client(context).getBaseUri()),
                            "Ranked the documents of %d records with %d requests, %d tokens billed"
                                    .formatted(records.successCount(), usage.completedRequests(), usage.tokens()));
        }
    }

    private static FlowFile cleared(final ProcessSession session, final FlowFile flowFile) {
        return ErrorAttributes.clear(session, session.removeAllAttributes(flowFile, OUTDATED_ATTRIBUTES));
    }

    private void transferUnprocessed(
            final ProcessSession session, final FlowFile flowFile, final VoyageException rejection) {
        if (!rejection.isRetryable()) {
            fail(session, flowFile, Map.of(), ErrorAttributes.of(rejection), rejection);
            return;
        }

        getLogger().warn("Failed to rank the records of {}; it can be retried", flowFile, rejection);
        session.transfer(session.penalize(session.putAllAttributes(flowFile, ErrorAttributes.of(rejection))), RETRY);
    }

    private void fail(
            final ProcessSession session,
            final FlowFile flowFile,
            final Map<String, String> usage,
            final Map<String, String> error,
            final Exception cause) {
        getLogger().error("Failed to rank the records of {}", flowFile, cause);
        session.transfer(session.putAllAttributes(session.putAllAttributes(flowFile, usage), error), FAILURE);
    }
}
