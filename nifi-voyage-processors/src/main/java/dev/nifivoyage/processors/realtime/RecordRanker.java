/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.output.EmptyOutput;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.request.RankingBody;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.processors.response.Ranking;
import dev.nifivoyage.processors.response.ResultWriter;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Ranks the records of a FlowFile in order, one at a time. Rankings are not cached: what was billed is routed even if a
 * later record cannot be ranked.
 */
final class RecordRanker {
    private final QueryRanker ranker;
    private final RequestExtractor extractor;
    private final ResultWriter<Ranking> writer;
    private final RerankUsage usage;
    private final RecentRankings recent = new RecentRankings();
    private long recordsRead;
    private long skippedDocuments;

    private RecordOutput ranked;
    private RejectedRecords rejected;
    private RecordOutput unprocessed;
    private VoyageException stop;

    RecordRanker(
            final QueryRanker ranker,
            final RequestExtractor extractor,
            final ResultWriter<Ranking> writer,
            final RerankUsage usage) {
        this.ranker = ranker;
        this.extractor = extractor;
        this.writer = writer;
        this.usage = usage;
    }

    /**
     * Reads all records and writes each to one of three children of the FlowFile.
     *
     * @throws VoyageException if a request is rejected before any query was ranked; no child is left
     * @throws ContentException if the records cannot be read or written; no child is left
     */
    RoutedRecords rank(final RecordRouting routing) throws IOException {
        ranked = routing.output(writer);
        rejected = routing.rejected();
        unprocessed = routing.output(schema -> schema);
        routing.route(this::rank, ranked, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(ranked, rejected, unprocessed, recordsRead);
    }

    /** Returns the reason why records are unprocessed, or null if all were processed. */
    VoyageException stop() {
        return stop;
    }

    /** Returns the number of empty documents that were not ranked with the others of their queries. */
    long skippedDocuments() {
        return skippedDocuments;
    }

    private void rank(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RecordRequests requests = extractor.read(records);
        RecordRequest request;
        while ((request = requests.next()) != null) {
            recordsRead++;
            switch (request) {
                case RecordRequest.Unusable(final List<InputRecord> unusable, final RecordError error) ->
                    rejected.reject(unusable.getFirst(), error);
                case final RecordRequest.Usable usable -> rank(usable);
            }
        }
    }

    private void rank(final RecordRequest.Usable request) throws IOException, SchemaNotFoundException {
        final InputRecord record = request.records().getFirst();
        // not billed if there is no place for the ranking
        final Optional<RecordError> noPlace = ranked.rejection(record);
        if (noPlace.isPresent()) {
            rejected.reject(record, noPlace.get());
            return;
        }

        final Optional<RankingOutcome> outcome = outcome(request);
        if (outcome.isEmpty()) {
            unprocessed.write(record);
            return;
        }
        switch (outcome.get()) {
            case RankingOutcome.Rejected(final RecordError error) -> rejected.reject(record, error);
            case RankingOutcome.Ranked(final Ranking ranking) -> {
                writer.write(request, new BilledResult<>(ranking, 0), ranked, rejected);
                skippedDocuments += request.emptyTexts();
            }
        }
    }

    private Optional<RankingOutcome> outcome(final RecordRequest.Usable request) throws VoyageException {
        final Optional<RankingOutcome> earlier = recent.find(request.key());
        if (earlier.isPresent()) {
            usage.repeated();
            return earlier;
        }
        if (stop != null) {
            return Optional.empty();
        }

        try {
            // the extractor of rankings creates no other kind of body
            final RankingOutcome outcome = ranker.rank((RankingBody) request.body());
            recent.add(request.key(), outcome);
            return Optional.of(outcome);
        } catch (final VoyageException e) {
            if (usage.completedRequests() == 0) {
                throw e;
            }
            stop = e;
            return Optional.empty();
        }
    }
}
