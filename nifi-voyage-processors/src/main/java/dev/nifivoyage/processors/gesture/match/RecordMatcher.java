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
import dev.nifivoyage.processors.realtime.TextOutcomes;
import dev.nifivoyage.processors.realtime.Usage;
import dev.nifivoyage.processors.realtime.VectorLookup;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.EmptyOutput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordOutput;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.processors.record.RejectedRecords;
import dev.nifivoyage.processors.record.VectorParser;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recognises the records of a FlowFile, chunk by chunk and in their order. Holds one chunk of records.
 */
final class RecordMatcher {
    private final RecognitionLibrary library;
    private final MatchingRule rule;
    private final QueryReader queries;
    private final VectorLookup vectors;
    private final Usage usage;
    private final QueryWindow chunk;
    private final TrackingOptions tracking;
    private final MatchField field;
    private final boolean routesUnknown;

    private RecordOutput matched;
    private RecordOutput unknown;
    private RecordOutput transitions;
    private RejectedRecords failed;
    private long recordsRead;
    private long matchedRecords;
    private long unknownRecords;

    /**
     * For one FlowFile.
     *
     * @param vectors of texts; null when no record has one
     * @param tracking null when each record is recognised for itself
     * @param routesUnknown whether records without a label get a FlowFile of their own
     */
    RecordMatcher(
            final RecognitionLibrary library,
            final MatchingRule rule,
            final QueryReader queries,
            final VectorLookup vectors,
            final Usage usage,
            final RequestLimits limits,
            final RequestKey.Deriver keys,
            final TrackingOptions tracking,
            final MatchField field,
            final boolean routesUnknown) {
        this.library = library;
        this.rule = rule;
        this.queries = queries;
        this.vectors = vectors;
        this.usage = usage;
        this.chunk = new QueryWindow(limits, keys);
        this.tracking = tracking;
        this.field = field;
        this.routesUnknown = routesUnknown;
    }

    /**
     * Reads all records and writes each into a child of the FlowFile. After an exception no child is left.
     *
     * @throws VoyageException when Voyage refuses a request
     * @throws ContentException when the records cannot be read or written
     */
    MatchedRecords match(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger)
            throws IOException {
        final RecordRouting routing = new RecordRouting(session, flowFile, readerFactory, writerFactory, logger);
        matched = routing.output(field::schema, field::results);
        unknown = routesUnknown ? routing.output(field::schema, field::results) : matched;
        transitions = routing.output(field::schemaOfTransition);
        failed = routing.rejected();
        routing.route(this::match, matched, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        final MatchedRecords.Counts counts =
                new MatchedRecords.Counts(matchedRecords, unknownRecords, transitions.records(), failed.records());
        return new MatchedRecords(
                matched.flowFiles(),
                routesUnknown ? unknown.flowFiles() : List.of(),
                transitions.flowFiles(),
                failed.flowFiles(),
                counts,
                failed.summary(recordsRead));
    }

    private void match(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        InputRecord record;
        while ((record = records.next()) != null) {
            final Query query = query(record);
            if (chunk.isFullFor(query)) {
                writeChunk();
            }
            chunk.add(query);
        }
        writeChunk();
    }

    // the text of a record without a place for the match is not to be paid for
    private Query query(final InputRecord record) {
        final Query query = queries.read(record);
        return query.error() == null
                ? matched.rejection(record)
                        .or(() -> field.noPlace(record))
                        .map(error -> Query.ofError(record, error.code(), error.message()))
                        .orElse(query)
                : query;
    }

    private void writeChunk() throws IOException, SchemaNotFoundException {
        final TextOutcomes outcomes = chunk.texts().isEmpty() ? new TextOutcomes() : vectors.find(chunk.texts(), usage);
        final List<InputRecord> records = new ArrayList<>();
        final List<float[]> units = new ArrayList<>();
        for (final QueryWindow.Entry entry : chunk.entries()) {
            final InputRecord record = entry.query().record();
            recordsRead++;
            try {
                final float[] unit = unit(entry, outcomes);
                units.add(
                        tracking == null
                                ? unit
                                : tracking.frames()
                                        .of(tracking.performer(record))
                                        .smooth(unit, tracking.smoothing()));
                records.add(record);
            } catch (final UnusableVectorException e) {
                failed.reject(record, new RecordError(e.code(), e.getMessage()));
            }
        }

        final List<Match> matches = library.matcher().match(units, rule);
        for (int i = 0; i < records.size(); i++) {
            write(records.get(i), matches.get(i));
        }
        chunk.clear();
    }

    private float[] unit(final QueryWindow.Entry entry, final TextOutcomes outcomes) throws UnusableVectorException {
        final RecordError error = entry.key() == null ? entry.query().error() : outcomes.error(entry.key());
        if (error != null) {
            throw new UnusableVectorException(error.code(), error.message());
        }

        final float[] numbers = entry.key() == null
                ? entry.query().vector()
                : VectorParser.ofPacked(
                                outcomes.embedding(entry.key()).embedding().packed())
                        .orElseThrow();
        if (numbers.length != library.dimension()) {
            throw new UnusableVectorException(
                    ErrorCode.DIMENSION_MISMATCH.code(),
                    "The vector has %d dimensions. %s has vectors of %d: embed both with the same Dimensions"
                            .formatted(numbers.length, library.name(), library.dimension()));
        }
        return UnitVector.of(numbers);
    }

    private void write(final InputRecord record, final Match match) throws IOException, SchemaNotFoundException {
        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final Optional<RecordError> noPlace = field.put(draft, match, library.notes());
        if (noPlace.isPresent()) {
            failed.reject(record, noPlace.get());
            return;
        }
        if (match.isKnown()) {
            matchedRecords++;
            matched.write(draft);
        } else {
            unknownRecords++;
            unknown.write(draft);
        }

        if (tracking != null) {
            final Optional<Transition> transition = tracking.frames()
                    .of(tracking.performer(record))
                    .observe(match.label(), tracking.transitionFrames());
            if (transition.isPresent()) {
                field.put(draft, transition.get());
                transitions.write(draft);
            }
        }
    }
}
