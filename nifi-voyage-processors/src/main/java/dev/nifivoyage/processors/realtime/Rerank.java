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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.result.RankingHandler;
import dev.nifivoyage.processors.batch.result.ResultProperties;
import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.RelationshipRetry;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.OutputStrategy;
import dev.nifivoyage.processors.record.RoutedRecords;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.processors.record.VectorFormat;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.response.OutputSettings;
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
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
@CapabilityDescription("Ranks documents by their relevance to the query of each record with Voyage AI in real time.")
@ReadsAttribute(
        attribute = "fragment.count",
        description =
                "When greater than 1, success is given a FlowFile even if it has no record, so that a later merge is complete")
@WritesAttributes({
    @WritesAttribute(attribute = "record.count", description = "Number of records"),
    @WritesAttribute(attribute = "mime.type", description = "Set by the Record Writer"),
    @WritesAttribute(attribute = "voyage.rerank.model", description = "Requested model"),
    @WritesAttribute(
            attribute = "voyage.rerank.top.k",
            description = "How many documents come back for a query; empty for all"),
    @WritesAttribute(attribute = "voyage.rerank.return.documents", description = "Whether their texts come back too"),
    @WritesAttribute(attribute = "voyage.rerank.truncation", description = "Whether too long texts are cut"),
    @WritesAttribute(attribute = "voyage.rerank.query.record.path", description = "Where a record has its query"),
    @WritesAttribute(
            attribute = "voyage.rerank.documents.record.path",
            description = "Where a record has its documents"),
    @WritesAttribute(
            attribute = "voyage.rerank.documents.file",
            description = "File with the documents of all queries"),
    @WritesAttribute(
            attribute = "voyage.rerank.document.text.record.path",
            description = "Where a record of that file has its text"),
    @WritesAttribute(
            attribute = "voyage.records.embedded",
            description =
                    "Records whose documents are ranked, as DownloadBatchResults counts them; their records may be more"),
    @WritesAttribute(
            attribute = "voyage.records.rejected",
            description = "Records that Voyage refused, or whose query or documents cannot be sent"),
    @WritesAttribute(
            attribute = "voyage.records.unprocessed",
            description = "Records that went to retry or failure, since Voyage refused the request of one of them"),
    @WritesAttribute(attribute = "voyage.usage.tokens", description = "Tokens that Voyage bills for the FlowFile"),
    @WritesAttribute(
            attribute = "voyage.cost.usd",
            description = "Price of the billed tokens in US dollars; not set when the price of the model is unknown"),
    @WritesAttribute(
            attribute = "error.code",
            description = "On retry and failure: HTTP status, or a word for what was wrong"),
    @WritesAttribute(attribute = "error.message", description = "On retry and failure: what was wrong")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.service.client.StandardVoyageClientService"
        })
@UseCase(
        description = "Put the hits of a search into the order of their relevance, and keep the best",
        keywords = {"voyage", "rerank", "relevance", "search", "rag"},
        configuration = """
        Set "Voyage Client Service", "Record Reader" and "Record Writer".
        Set "Query Record Path" to the query of a record, and "Documents Record Path" to its hits, such as /documents[*]/text.
        Set "Top K" to how many of them are wanted, and "Output Strategy" to "One Record per Result" to get a record for each.
        Connect "success" to the next step, and "retry" to Rerank itself.
        """)
public class Rerank extends StoppableProcessor implements VerifiableProcessor {

    static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Reads the records, and the documents when they are in a file")
            .identifiesControllerService(RecordReaderFactory.class)
            .required(true)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description(
                    "Writes the records. A schema given to the writer must have the fields of the ranking. "
                            + "The Record Reader must read this format too, since records that could not be ranked come back from retry in it.")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .required(true)
            .build();

    static final PropertyDescriptor DOCUMENTS_FILE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(RerankProperties.DOCUMENTS_FILE)
            .description("File with the documents, at most 1,000, one in each record. It is read for each FlowFile.")
            .build();

    static final PropertyDescriptor RERANK_MODEL = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(RerankProperties.RERANK_MODEL)
            .description("Name of the model, such as rerank-2.5 or rerank-2.5-lite")
            .build();

    static final PropertyDescriptor TOP_K = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(RerankProperties.TOP_K)
            .description(
                    "How many of the most relevant documents come back for a query. When not set, all do. All are billed in any case.")
            .build();

    static final PropertyDescriptor OUTPUT_STRATEGY = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(ResultProperties.OUTPUT_STRATEGY)
            .description("How many records are written for a query with its ranking")
            .clearDependsOn()
            .build();

    static final PropertyDescriptor RANKING_RECORD_PATH = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(ResultProperties.RANKING_RECORD_PATH)
            .description(
                    "Path to the field that gets the ranked documents of a query. It is added when it is not there; its parent must be there. "
                            + "A record without it is not sent, and goes to rejected as no_place.")
            .clearDependsOn()
            .dependsOn(OUTPUT_STRATEGY, OutputStrategy.RECORD)
            .build();

    public static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The records with their rankings, or the ranked documents as records of their own")
            .build();

    public static final Relationship REJECTED = new Relationship.Builder()
            .name("rejected")
            .description(
                    "The records that Voyage refused and those whose query or documents cannot be sent, each with a field named error that holds code and message")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description(
                    "The incoming FlowFile, with the counts and the cost in its attributes, when Voyage answered for one of its records or none had to be sent")
            .autoTerminateDefault(true)
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description(
                    "Voyage was not reached, is overloaded or asks to wait. Holds the records that are not ranked yet, and is to be led back to this processor.")
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description(
                    "Trying again will not help: the content or the file with the documents cannot be read, or Voyage refuses the parameters or the API key. Holds the records that are not ranked.")
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

    /** What an earlier processor counted, and what does not hold for these rankings. */
    private static final Pattern OF_AN_EARLIER_PROCESSOR =
            Pattern.compile("voyage\\.(batch(?!\\.submission\\.count$)|records|usage|cost|cache|rerank)\\..*");

    /** Rankings are not cached, so that nothing separates them. */
    private static final String NO_NAMESPACE = "";

    private volatile RateLimit gate;

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
        RelationshipRetry.reject(context, RELATIONSHIPS, "Voyage would bill its documents again each time");
        gate = new RateLimit();
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final RankingParameters parameters = RerankProperties.parameters(
                context, value -> value.evaluateAttributeExpressions(attributes), NO_NAMESPACE);
        return List.of(
                RerankVerification.documents(parameters, reader(context), verificationLogger),
                RerankVerification.ranking(parameters, VoyageClientProperty.client(context), verificationLogger));
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        if (gate.isLimitReached()) {
            // the FlowFiles stay in the queue
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
            getLogger().error("The records of {} could not be ranked", flowFile, e);
            session.transfer(
                    session.putAllAttributes(
                            flowFile, ErrorAttributes.of(ErrorCode.UNREADABLE_DOCUMENTS, e.getMessage())),
                    FAILURE);
            return;
        }

        final RerankUsage usage = new RerankUsage();
        try {
            final RecordRanker ranking = ranking(context, parameters, shared, usage);
            final RecordSetWriterFactory writerFactory =
                    context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
            final RoutedRecords records = ranking.rank(session, flowFile, reader(context), writerFactory, getLogger());
            transfer(context, session, flowFile, parameters, records, ranking, usage);
        } catch (final VoyageException e) {
            // nothing is paid yet
            transferStopped(context, session, flowFile, e);
        } catch (final IOException e) {
            getLogger().error("The records of {} could not be ranked", flowFile, e);
            final Map<String, String> attributes = usage(context, parameters, usage);
            attributes.putAll(ErrorAttributes.of(ContentException.code(e), e.getMessage()));
            session.transfer(session.putAllAttributes(flowFile, attributes), FAILURE);
        }
        count(context, session, parameters, usage);
    }

    private RecordRanker ranking(
            final ProcessContext context,
            final RankingParameters parameters,
            final List<TextPart> shared,
            final RerankUsage usage) {
        final RankingHandler results = new RankingHandler(parameters, shared, output(context));
        final QueryRanker ranker =
                new QueryRanker(VoyageClientProperty.client(context), parameters.rerank(), gate, usage);
        return new RecordRanker(ranker, results.form(), results.writer(), usage);
    }

    private static RecordReaderFactory reader(final ProcessContext context) {
        return context.getProperty(RECORD_READER).asControllerService(RecordReaderFactory.class);
    }

    private static OutputSettings output(final ProcessContext context) {
        final OutputStrategy strategy = context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class);
        final String rankingPath = strategy == OutputStrategy.RECORD
                ? context.getProperty(RANKING_RECORD_PATH).getValue()
                : RANKING_RECORD_PATH.getDefaultValue();
        return new OutputSettings(
                "",
                ResultProperties.EMBEDDING_RECORD_PATH.getDefaultValue(),
                VectorFormat.NUMBERS,
                strategy,
                rankingPath);
    }

    private void transfer(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final RankingParameters parameters,
            final RoutedRecords records,
            final RecordRanker ranking,
            final RerankUsage usage) {
        final Map<String, String> attributes = new HashMap<>(parameters.attributes());
        attributes.remove(VoyageAttributes.RERANK_NAMESPACE);
        attributes.put(VoyageAttributes.RECORDS_EMBEDDED, Long.toString(records.succeeded()));
        attributes.put(VoyageAttributes.RECORDS_FAILED, Long.toString(records.failed()));
        attributes.put(VoyageAttributes.RECORDS_UNPROCESSED, Long.toString(records.left()));
        attributes.putAll(usage(context, parameters, usage));

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
            transferStopped(context, session, next, ranking.stop());
        }
        if (ranking.leftOut() > 0) {
            getLogger()
                    .warn(
                            "{}: {} empty documents were not ranked with the others of their queries",
                            flowFile,
                            ranking.leftOut());
            Counter.EMPTY_TEXTS_SKIPPED.add(session, ranking.leftOut());
        }
        final FlowFile original = session.putAllAttributes(cleared(session, flowFile), attributes);
        session.transfer(original, ORIGINAL);

        Counter.RECORDS_RANKED.add(session, records.succeeded());
        Counter.RECORDS_REJECTED.add(session, records.failed());
        if (usage.completedRequests() > 0) {
            session.getProvenanceReporter()
                    .invokeRemoteProcess(
                            original,
                            "%s/rerank"
                                    .formatted(
                                            VoyageClientProperty.client(context).getBaseUri()),
                            "Ranked the documents of %d records with %d requests, %d tokens billed"
                                    .formatted(records.succeeded(), usage.completedRequests(), usage.tokens()));
        }
    }

    private static FlowFile cleared(final ProcessSession session, final FlowFile flowFile) {
        return session.removeAllAttributes(
                session.removeAllAttributes(flowFile, OF_AN_EARLIER_PROCESSOR), ErrorAttributes.NAMES);
    }

    private void transferStopped(
            final ProcessContext context,
            final ProcessSession session,
            final FlowFile flowFile,
            final VoyageException rejection) {
        final FlowFile rejected = session.putAllAttributes(flowFile, ErrorAttributes.of(rejection));
        if (!rejection.isRetryable()) {
            getLogger().error("The records of {} could not be ranked", rejected, rejection);
            session.transfer(rejected, FAILURE);
            return;
        }

        getLogger().warn("The records of {} could not be ranked now", rejected, rejection);
        if (rejection.isRateLimited()) {
            context.yield();
        }
        session.transfer(session.penalize(rejected), RETRY);
    }

    private static Map<String, String> usage(
            final ProcessContext context, final RankingParameters parameters, final RerankUsage usage) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(usage.tokens()));
        cost(context, parameters, usage)
                .ifPresent(cost ->
                        attributes.put(VoyageAttributes.COST, cost.cost().toPlainString()));
        return attributes;
    }

    private static Optional<RealTimeCost> cost(
            final ProcessContext context, final RankingParameters parameters, final RerankUsage usage) {
        return RealTimeCost.of(parameters.model(), usage.tokens(), 0, PriceProperty.price(context));
    }

    private static void count(
            final ProcessContext context,
            final ProcessSession session,
            final RankingParameters parameters,
            final RerankUsage usage) {
        Counter.REQUESTS_SENT.add(session, usage.completedRequests() + usage.rejectedRequests());
        Counter.REQUESTS_REJECTED.add(session, usage.rejectedRequests());
        Counter.RECORDS_REPEATED.add(session, usage.repeatedRecords());
        Counter.TOKENS.add(session, usage.tokens());
        cost(context, parameters, usage).ifPresent(cost -> Counter.COST_MICRO_USD.add(session, cost.costMicros()));
    }
}
