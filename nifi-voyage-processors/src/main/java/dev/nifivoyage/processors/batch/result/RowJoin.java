/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.batch.request.RequestForm;
import dev.nifivoyage.processors.batch.request.RowRequest;
import dev.nifivoyage.processors.batch.request.RowRequests;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.UnreadableContentException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private long settledRows;
    private long cached;
    /** Records that answers of several parts made beyond one for each row. */
    private long surplus;

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
     * @throws UnreadableContentException when the rows cannot be read or written
     */
    public JoinedRows join(final ProcessSession session, final FlowFile flowFile, final RecordReaderFactory readerFactory, final RecordSetWriterFactory writerFactory,
            final ComponentLog logger) throws IOException {
        final RowOutput embedded = new RowOutput(session, flowFile, writerFactory, logger);
        final RefusedRows failed = new RefusedRows(session, flowFile, writerFactory, logger);
        final RowOutput unprocessed = new RowOutput(session, flowFile, writerFactory, logger);
        try {
            try (InputStream input = session.read(flowFile); RecordReader reader = readerFactory.createRecordReader(flowFile, input, logger)) {
                final RowRequests requests = form.read(reader);
                RowRequest request;
                while ((request = requests.next()) != null) {
                    chunk.add(request);
                    rows += request.rows().size();
                    chunkRows += request.rows().size();
                    if (chunkRows >= ROWS_PER_CHUNK) {
                        placeChunk(embedded, failed, unprocessed);
                    }
                }
                placeChunk(embedded, failed, unprocessed);
                if (AttributeValues.isFragment(flowFile)) {
                    embedded.begin(reader.getSchema());
                }
            }
            final RowAccount account = new RowAccount(rows, embedded.rows() - surplus, failed.rows(), unprocessed.rows(), cached);
            return new JoinedRows(embedded.complete(), failed.complete(), unprocessed.complete(), account, failed.summary(rows));
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            embedded.discard(e);
            failed.discard(e);
            unprocessed.discard(e);
            throw e instanceof final TemporaryFileException cause ? cause : UnreadableContentException.of(e);
        }
    }

    private void placeChunk(final RowOutput embedded, final RefusedRows failed, final RowOutput unprocessed) throws IOException, SchemaNotFoundException {
        final Map<EmbeddingKey, RowRequest> missing = new LinkedHashMap<>();
        for (final RowRequest request : chunk) {
            if (request.isUsable() && !outcomes.isAnswered(request.key())) {
                missing.put(request.key(), request);
            }
        }
        final Map<EmbeddingKey, A> found = knownAnswers.find(missing.values());
        for (final RowRequest request : chunk) {
            if (request.isUsable()) {
                place(request, found.get(request.key()), embedded, failed, unprocessed);
            } else {
                fail(request, request.unusable(), failed);
            }
            settledRows += request.rows().size();
        }
        chunk.clear();
        chunkRows = 0;
    }

    private void place(final RowRequest request, final A known, final RowOutput embedded, final RefusedRows failed, final RowOutput unprocessed) throws IOException, SchemaNotFoundException {
        final Optional<Outcome<A>> outcome = outcomes.find(request.key());
        if (known != null) {
            cached += request.rows().size();
            place(request, Outcome.of(known, null), embedded);
        } else if (outcome.isEmpty() || neverRan(outcome.get())) {
            for (final Record row : request.rows()) {
                unprocessed.write(row);
            }
        } else if (outcome.get().answer() == null) {
            fail(request, outcome.get().error(), failed);
        } else {
            final Optional<RowError> mismatch = placement.mismatch(request, outcome.get().answer());
            if (mismatch.isPresent()) {
                fail(request, mismatch.get(), failed);
            } else {
                place(request, outcome.get(), embedded);
            }
        }
    }

    private void place(final RowRequest request, final Outcome<A> outcome, final RowOutput embedded) throws IOException, SchemaNotFoundException {
        final long before = embedded.rows();
        placement.place(request, outcome.answer(), outcome.decimals(), embedded);
        surplus += embedded.rows() - before - request.rows().size();
    }

    private void fail(final RowRequest request, final RowError error, final RefusedRows failed) throws IOException, SchemaNotFoundException {
        long number = settledRows;
        for (final Record row : request.rows()) {
            number++;
            failed.refuse(row, number, error);
        }
    }

    private boolean neverRan(final Outcome<A> outcome) {
        return outcome.error() != null && NEVER_RAN.contains(outcome.error().code());
    }
}
