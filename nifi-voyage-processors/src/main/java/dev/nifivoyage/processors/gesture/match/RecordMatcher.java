/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.gesture.search.Match;
import dev.nifivoyage.processors.gesture.search.MatchingRule;
import dev.nifivoyage.processors.gesture.search.UnitVector;
import dev.nifivoyage.processors.gesture.search.UnusableVectorException;
import dev.nifivoyage.processors.gesture.track.Transition;
import dev.nifivoyage.processors.realtime.InputOutcomes;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.RequestWindow;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.output.EmptyOutput;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Matches the records of one FlowFile in order, one window of records at a time.
 */
final class RecordMatcher {
    /** Each record may hold a vector of several kilobytes. */
    private static final int MAXIMUM_RECORDS = 500;

    private final RecognitionLibrary library;
    private final MatchingRule rule;
    private final QueryReader queries;
    private final RealTimeVectors vectors;
    private final RealTimeEndpoint endpoint;
    private final RequestKey.Deriver keys;
    private final RequestWindow<Query> window;
    private final Optional<FrameTracker> tracker;
    private final MatchField field;
    private final boolean routesUnknown;
    private final List<InputRecord> comparable = new ArrayList<>();
    private final List<float[]> units = new ArrayList<>();

    private RecordOutput matched;
    private RecordOutput unknown;
    private RecordOutput transitions;
    private RejectedRecords rejected;
    private long recordsRead;
    private long matchedRecords;
    private long unknownRecords;

    /**
     * @param vectors source of the vectors of texts; null if no record has a text
     * @param tracker empty if each record is matched on its own
     */
    RecordMatcher(
            final RecognitionLibrary library,
            final MatchOptions options,
            final QueryReader queries,
            final RealTimeVectors vectors,
            final Optional<FrameTracker> tracker) {
        this.library = library;
        this.rule = options.rule();
        this.queries = queries;
        this.vectors = vectors;
        this.endpoint = options.embedding().endpoint();
        this.keys = options.embedding().keys();
        this.window = new RequestWindow<>(options.embedding().limits(), MAXIMUM_RECORDS);
        this.tracker = tracker;
        this.field = new MatchField(options.matchPath(), options.unknownLabel());
        this.routesUnknown = options.routesUnknown();
    }

    /**
     * Reads all records and writes each to a child of the FlowFile.
     *
     * @throws VoyageException if Voyage rejects a request; no child is left
     * @throws ContentException if the records cannot be read or written; no child is left
     */
    MatchedRecords match(final RecordRouting routing) throws IOException {
        matched = routing.output(field);
        unknown = routesUnknown ? routing.output(field) : matched;
        transitions = routing.output(field::schemaOfTransition);
        rejected = routing.rejected();
        routing.route(this::match, matched, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        final MatchedRecords.Counts counts =
                new MatchedRecords.Counts(matchedRecords, unknownRecords, transitions.records(), rejected.records());
        return new MatchedRecords(
                matched.flowFiles(),
                routesUnknown ? unknown.flowFiles() : List.of(),
                transitions.flowFiles(),
                rejected.flowFiles(),
                counts,
                rejected.summary(recordsRead));
    }

    private void match(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        InputRecord record;
        while ((record = records.next()) != null) {
            recordsRead++;
            final Query query = query(record);
            if (!add(query)) {
                matchWindow();
                add(query);
            }
        }
        matchWindow();
    }

    // not billed if there is no place for the match
    private Query query(final InputRecord record) {
        final Query query = queries.read(record);
        return query instanceof Query.Unusable
                ? query
                : matched.rejection(record)
                        .<Query>map(error -> new Query.Unusable(record, error, bytes(query)))
                        .orElse(query);
    }

    private boolean add(final Query query) {
        return switch (query) {
            case final Query.Text text -> add(query, endpoint.ofText(text.text()));
            case final Query.Image image -> add(query, image.image());
            case final Query.Unusable unusable -> window.add(query, unusable.bytes());
            default -> window.add(query);
        };
    }

    private static long bytes(final Query query) {
        return query instanceof final Query.Image image ? image.image().bytes() : 0;
    }

    private boolean add(final Query query, final EmbeddingInput input) {
        return window.add(query, input.key(keys), input);
    }

    private void matchWindow() throws IOException, SchemaNotFoundException {
        final InputOutcomes outcomes = window.inputs().isEmpty() ? new InputOutcomes() : vectors.find(window.inputs());
        for (final RequestWindow.Entry<Query> entry : window.entries()) {
            switch (entry.value()) {
                case final Query.Unusable unusable -> rejected.reject(unusable.record(), unusable.error());
                case Query.Vector(final InputRecord record, final float[] numbers) -> prepare(record, numbers);
                case final Query.Text text -> prepare(text.record(), entry.key(), outcomes);
                case final Query.Image image -> prepare(image.record(), entry.key(), outcomes);
            }
        }

        final List<Match> matches = library.matcher().match(units, rule);
        for (int i = 0; i < matches.size(); i++) {
            write(comparable.get(i), matches.get(i));
        }
        window.clear();
        comparable.clear();
        units.clear();
    }

    private void prepare(final InputRecord record, final RequestKey key, final InputOutcomes outcomes)
            throws IOException, SchemaNotFoundException {
        final RecordError error = outcomes.error(key);
        if (error == null) {
            prepare(record, outcomes.numbers(key));
        } else {
            rejected.reject(record, error);
        }
    }

    private void prepare(final InputRecord record, final float[] numbers) throws IOException, SchemaNotFoundException {
        if (numbers.length != library.dimension()) {
            rejected.reject(
                    record,
                    new RecordError(
                            ErrorCode.DIMENSION_MISMATCH,
                            "The vector has %d dimensions. %s has vectors of %d dimensions: embed both with the same Dimensions"
                                    .formatted(numbers.length, library.name(), library.dimension())));
            return;
        }

        try {
            final float[] unit = UnitVector.of(numbers);
            units.add(tracker.map(frames -> frames.smooth(record, unit)).orElse(unit));
            comparable.add(record);
        } catch (final UnusableVectorException e) {
            rejected.reject(record, new RecordError(e.code(), e.getMessage()));
        }
    }

    private void write(final InputRecord record, final Match match) throws IOException, SchemaNotFoundException {
        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final Optional<RecordError> noPlace = field.put(draft, match, library.notes());
        if (noPlace.isPresent()) {
            rejected.reject(record, noPlace.get());
            return;
        }
        if (match.isKnown()) {
            matchedRecords++;
            matched.write(draft);
        } else {
            unknownRecords++;
            unknown.write(draft);
        }

        final Optional<Transition> transition = tracker.flatMap(frames -> frames.observe(record, match.label()));
        if (transition.isPresent()) {
            field.put(draft, transition.get());
            transitions.write(draft);
        }
    }
}
