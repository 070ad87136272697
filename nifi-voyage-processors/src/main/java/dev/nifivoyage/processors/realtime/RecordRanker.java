/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.EmptyOutput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordOutput;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.processors.record.RejectedRecords;
import dev.nifivoyage.processors.record.RoutedRecords;
import dev.nifivoyage.processors.request.RankingBody;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.response.Ranking;
import dev.nifivoyage.processors.response.ResultWriter;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Ranks the records of one FlowFile, one by one and in their order. Holds one record. Rankings are not cached, so that what is paid is handed on even when a later record cannot be ranked now.
 */
final class RecordRanker {
    private final QueryRanker ranker;
    private final RequestExtractor form;
    private final ResultWriter<Ranking> writer;
    private final RerankUsage usage;
    private final RecentRankings recent = new RecentRankings();
    private long recordsRead;
    private long leftOut;

    private RecordOutput ranked;
    private RejectedRecords failed;
    private RecordOutput left;
    private VoyageException stop;

    RecordRanker(
            final QueryRanker ranker,
            final RequestExtractor form,
            final ResultWriter<Ranking> writer,
            final RerankUsage usage) {
        this.ranker = ranker;
        this.form = form;
        this.writer = writer;
        this.usage = usage;
    }

    /**
     * Reads all records and writes each into one of three children of the FlowFile. After an exception no child is left.
     *
     * @throws VoyageException when a request is refused before any was answered
     * @throws ContentException when the records cannot be read or written
     */
    RoutedRecords rank(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger)
            throws IOException {
        final RecordRouting routing = new RecordRouting(session, flowFile, readerFactory, writerFactory, logger);
        ranked = routing.output(writer::schema, writer::results);
        failed = routing.rejected();
        left = routing.output(UnaryOperator.identity());
        routing.route(this::rank, ranked, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(ranked, failed, left, recordsRead);
    }

    /** Why records are left, or null. */
    VoyageException stop() {
        return stop;
    }

    /** Empty documents that were not ranked with the others of their queries. */
    long leftOut() {
        return leftOut;
    }

    private void rank(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RecordRequests requests = form.read(records);
        RecordRequest request;
        while ((request = requests.next()) != null) {
            recordsRead++;
            settle(request);
        }
    }

    private void settle(final RecordRequest request) throws IOException, SchemaNotFoundException {
        final InputRecord record = request.records().getFirst();
        // a ranking without a place is not to be paid for
        final RecordError unusable = request.isUsable()
                ? ranked.rejection(record).or(() -> writer.noPlace(record)).orElse(null)
                : request.unusable();
        if (unusable != null) {
            failed.reject(record, unusable);
            return;
        }

        final RankingOutcome outcome = outcome(request);
        if (outcome == null) {
            left.write(record);
        } else if (outcome.error() != null) {
            failed.reject(record, outcome.error());
        } else {
            writer.place(request, outcome.ranking(), null, ranked, failed);
            leftOut += request.leftOut();
        }
    }

    // null when there is none, and none is to be had now
    private RankingOutcome outcome(final RecordRequest request) throws VoyageException {
        final RankingOutcome known = recent.find(request.key());
        if (known != null) {
            usage.repeated();
            return known;
        }
        if (stop != null) {
            return null;
        }

        try {
            // the form of rankings makes bodies of no other kind
            final RankingOutcome outcome = ranker.rank((RankingBody) request.body());
            recent.add(request.key(), outcome);
            return outcome;
        } catch (final VoyageException e) {
            if (usage.completedRequests() == 0) {
                throw e;
            }
            stop = e;
            return null;
        }
    }
}
