/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.batch.request.RequestForm;
import dev.nifivoyage.processors.batch.request.RowRequest;
import dev.nifivoyage.processors.batch.request.RowRequests;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.EmptyOutput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordOutput;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.processors.record.RejectedRecords;
import dev.nifivoyage.processors.record.RoutedRecords;
import dev.nifivoyage.processors.record.RowError;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Gives each row the outcome of its own request. The key is derived from the rows again, so nothing depends on the order of rows or results.
 *
 * @param <A> answer of one request
 */
public final class RowJoin<A> {
    /** Codes of requests that a job ended without running; they are not billed. Source: Voyage's Batch Inference guide, and its sample of a cancelled job. */
    private static final Set<String> NEVER_RAN = Set.of("batch_expired", "batch_cancelled");

    /** Rows whose answers are asked of the cache in one call; each may hold a vector on the heap. */
    private static final int ROWS_PER_CHUNK = 128;

    private final Outcomes<A> outcomes;
    private final RequestForm form;
    private final AnswerPlacement<A> placement;
    private final KnownAnswers<A> knownAnswers;
    private final List<RowRequest> chunk = new ArrayList<>(ROWS_PER_CHUNK);
    private int chunkRows;
    private long rows;
    private long cached;
    private long leftOut;

    private RecordOutput embedded;
    private RejectedRecords failed;
    private RecordOutput unprocessed;

    /**
     * A join of one job.
     *
     * @param outcomes the job's results
     * @param form tells what the rows asked for
     * @param placement puts answers into rows
     * @param knownAnswers answers of rows the job has none for
     */
    public RowJoin(final Outcomes<A> outcomes, final RequestForm form, final AnswerPlacement<A> placement, final KnownAnswers<A> knownAnswers) {
        this.outcomes = outcomes;
        this.form = form;
        this.placement = placement;
        this.knownAnswers = knownAnswers;
    }

    /**
     * Reads all rows and writes each into one of three children of the FlowFile. After an exception no child is left.
     *
     * @throws TemporaryFileException when the outcomes cannot be had
     * @throws ContentException when the records cannot be read or written
     */
    public JoinedRows join(final ProcessSession session, final FlowFile flowFile, final RecordReaderFactory readerFactory, final RecordSetWriterFactory writerFactory,
            final ComponentLog logger) throws IOException {
        final RecordRouting routing = new RecordRouting(session, flowFile, readerFactory, writerFactory, logger);
        embedded = routing.output(placement::schema, placement::results);
        failed = routing.rejected();
        unprocessed = routing.output(UnaryOperator.identity());
        routing.route(this::join, embedded, EmptyOutput.FOR_FRAGMENTS);

        final RoutedRecords routed = RoutedRecords.of(embedded, failed, unprocessed, rows);
        return new JoinedRows(routed, new RowAccount(rows, routed.succeeded(), routed.failed(), routed.left(), cached), leftOut);
    }

    private void join(final InputRecords records) throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RowRequests requests = form.read(records);
        RowRequest request;
        while ((request = requests.next()) != null) {
            chunk.add(request);
            rows += request.rows().size();
            chunkRows += request.rows().size();
            if (chunkRows >= ROWS_PER_CHUNK) {
                placeChunk();
            }
        }
        placeChunk();
    }

    private void placeChunk() throws IOException, SchemaNotFoundException {
        final Map<EmbeddingKey, RowRequest> missing = new LinkedHashMap<>();
        for (final RowRequest request : chunk) {
            if (request.isUsable() && !outcomes.isAnswered(request.key())) {
                missing.put(request.key(), request);
            }
        }
        final Map<EmbeddingKey, A> found = knownAnswers.find(missing.values());
        for (final RowRequest request : chunk) {
            final RowError unusable = request.isUsable() ? refusal(request) : request.unusable();
            if (unusable == null) {
                place(request, found.get(request.key()));
            } else {
                fail(request, unusable);
            }
        }
        chunk.clear();
        chunkRows = 0;
    }

    private RowError refusal(final RowRequest request) {
        return request.rows().stream().map(embedded::refusal).flatMap(Optional::stream).findFirst().orElse(null);
    }

    private void place(final RowRequest request, final A known) throws IOException, SchemaNotFoundException {
        final Optional<Outcome<A>> outcome = outcomes.find(request.key());
        if (known != null) {
            cached += place(request, Outcome.of(known, null));
        } else if (outcome.isEmpty() || neverRan(outcome.get())) {
            for (final InputRecord row : request.rows()) {
                unprocessed.write(row);
            }
        } else if (outcome.get().answer() == null) {
            fail(request, outcome.get().error());
        } else {
            final Optional<RowError> mismatch = placement.mismatch(request, outcome.get().answer());
            if (mismatch.isPresent()) {
                fail(request, mismatch.get());
            } else {
                place(request, outcome.get());
            }
        }
    }

    private long place(final RowRequest request, final Outcome<A> outcome) throws IOException, SchemaNotFoundException {
        final long before = failed.records();
        placement.place(request, outcome.answer(), outcome.decimals(), embedded, failed);
        leftOut += request.leftOut();
        return request.rows().size() - (failed.records() - before);
    }

    private void fail(final RowRequest request, final RowError error) throws IOException, SchemaNotFoundException {
        for (final InputRecord row : request.rows()) {
            failed.reject(row, error);
        }
    }

    private boolean neverRan(final Outcome<A> outcome) {
        return outcome.error() != null && NEVER_RAN.contains(outcome.error().code());
    }
}
