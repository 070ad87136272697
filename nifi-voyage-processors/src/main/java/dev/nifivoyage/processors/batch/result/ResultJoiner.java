/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.EmptyOutput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordOutput;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.processors.record.RejectedRecords;
import dev.nifivoyage.processors.record.RoutedRecords;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.response.ResultWriter;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each record the outcome of its own request. The key is derived from the records again, so nothing depends on the order of records or results.
 *
 * @param <A> answer of one request
 */
public final class ResultJoiner<A> {
    /** Codes of requests that a job ended without running; they are not billed. Source: Voyage's Batch Inference guide, and its sample of a cancelled job. */
    private static final Set<String> NEVER_RAN =
            Set.of(ErrorCode.BATCH_EXPIRED.code(), ErrorCode.BATCH_CANCELLED.code());

    /** Records whose answers are asked of the cache in one call; each may hold a vector on the heap. */
    private static final int RECORDS_PER_CHUNK = 128;

    private final ResultStore<A> outcomes;
    private final RequestExtractor form;
    private final ResultWriter<A> writer;
    private final CachedResults<A> knownResponses;
    private final List<RecordRequest> chunk = new ArrayList<>(RECORDS_PER_CHUNK);
    private int chunkRecords;
    private long recordsRead;
    private long cached;
    private long leftOut;

    private RecordOutput embedded;
    private RejectedRecords failed;
    private RecordOutput unprocessed;

    /**
     * A join of one job.
     *
     * @param outcomes the job's results
     * @param form tells what the records asked for
     * @param writer puts answers into records
     * @param knownResponses answers of records the job has none for
     */
    public ResultJoiner(
            final ResultStore<A> outcomes,
            final RequestExtractor form,
            final ResultWriter<A> writer,
            final CachedResults<A> knownResponses) {
        this.outcomes = outcomes;
        this.form = form;
        this.writer = writer;
        this.knownResponses = knownResponses;
    }

    /**
     * Reads all records and writes each into one of three children of the FlowFile. After an exception no child is left.
     *
     * @throws TemporaryFileException when the outcomes cannot be had
     * @throws ContentException when the records cannot be read or written
     */
    public JoinedRecords join(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger)
            throws IOException {
        final RecordRouting routing = new RecordRouting(session, flowFile, readerFactory, writerFactory, logger);
        embedded = routing.output(writer);
        failed = routing.rejected();
        unprocessed = routing.output(schema -> schema);
        routing.route(this::join, embedded, EmptyOutput.FOR_FRAGMENTS);

        final RoutedRecords routed = RoutedRecords.of(embedded, failed, unprocessed, recordsRead);
        return new JoinedRecords(
                routed,
                new RecordCounts(recordsRead, routed.succeeded(), routed.failed(), routed.left(), cached),
                leftOut);
    }

    private void join(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RecordRequests requests = form.read(records);
        RecordRequest request;
        while ((request = requests.next()) != null) {
            chunk.add(request);
            recordsRead += request.records().size();
            chunkRecords += request.records().size();
            if (chunkRecords >= RECORDS_PER_CHUNK) {
                placeChunk();
            }
        }
        placeChunk();
    }

    private void placeChunk() throws IOException, SchemaNotFoundException {
        final Map<RequestKey, RecordRequest> missing = new LinkedHashMap<>();
        for (final RecordRequest request : chunk) {
            if (request.isUsable() && !outcomes.isCompleted(request.key())) {
                missing.put(request.key(), request);
            }
        }
        final Map<RequestKey, A> found = knownResponses.find(missing.values());
        for (final RecordRequest request : chunk) {
            final RecordError unusable = request.isUsable() ? rejection(request) : request.unusable();
            if (unusable == null) {
                place(request, found.get(request.key()));
            } else {
                fail(request, unusable);
            }
        }
        chunk.clear();
        chunkRecords = 0;
    }

    private RecordError rejection(final RecordRequest request) {
        return request.records().stream()
                .map(embedded::rejection)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private void place(final RecordRequest request, final A known) throws IOException, SchemaNotFoundException {
        final Optional<Outcome<A>> outcome = outcomes.find(request.key());
        if (known != null) {
            cached += place(request, Outcome.of(known, null));
        } else if (outcome.isEmpty() || neverRan(outcome.get())) {
            for (final InputRecord record : request.records()) {
                unprocessed.write(record);
            }
        } else if (outcome.get().response() == null) {
            fail(request, outcome.get().error());
        } else {
            final Optional<RecordError> mismatch =
                    writer.mismatch(request, outcome.get().response());
            if (mismatch.isPresent()) {
                fail(request, mismatch.get());
            } else {
                place(request, outcome.get());
            }
        }
    }

    private long place(final RecordRequest request, final Outcome<A> outcome)
            throws IOException, SchemaNotFoundException {
        final long before = failed.records();
        writer.place(request, outcome.response(), outcome.decimals(), embedded, failed);
        leftOut += request.leftOut();
        return request.records().size() - (failed.records() - before);
    }

    private void fail(final RecordRequest request, final RecordError error)
            throws IOException, SchemaNotFoundException {
        for (final InputRecord record : request.records()) {
            failed.reject(record, error);
        }
    }

    private boolean neverRan(final Outcome<A> outcome) {
        return outcome.error() != null && NEVER_RAN.contains(outcome.error().code());
    }
}
