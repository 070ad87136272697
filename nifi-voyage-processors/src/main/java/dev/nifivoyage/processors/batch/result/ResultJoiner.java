/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.LineErrorCode;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.output.EmptyOutput;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.response.BilledResult;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins each record to the outcome of its own request. The key is derived from the record again, so the order of
 * records and results does not matter.
 *
 * @param <R> result of one request
 */
public final class ResultJoiner<R> {
    /** Number of records whose results are looked up in one call of the cache; each may hold a vector on the heap. */
    private static final int RECORDS_PER_LOOKUP = 128;

    private final ResultStore<R> store;
    private final RequestExtractor extractor;
    private final ResultWriter<R> writer;
    private final CachedResults<R> cachedResults;
    private final int threads;
    private final List<RecordRequest> window = new ArrayList<>(RECORDS_PER_LOOKUP);
    private int windowRecords;
    private long recordsRead;
    private long cached;
    private long emptyTexts;
    private TemporaryFailures temporaryFailures = TemporaryFailures.NONE;

    private ResultPrefetcher<R> results;
    private RecordOutput embedded;
    private RejectedRecords rejected;
    private RecordOutput unprocessed;

    /**
     * @param store outcomes of the job
     * @param extractor extracts the requests from the records
     * @param writer writes results into records
     * @param cachedResults results that are not in the job
     * @param threads number of threads that read the outcomes, including the one that calls {@link #join}
     */
    public ResultJoiner(
            final ResultStore<R> store,
            final RequestExtractor extractor,
            final ResultWriter<R> writer,
            final CachedResults<R> cachedResults,
            final int threads) {
        this.store = store;
        this.extractor = extractor;
        this.writer = writer;
        this.cachedResults = cachedResults;
        this.threads = threads;
    }

    /**
     * Reads all records and writes each into one of three children of the FlowFile. After an exception, no child
     * remains.
     *
     * @throws TemporaryFileException if the outcomes cannot be read
     * @throws ContentException if the records cannot be read or written
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
        rejected = routing.rejected();
        unprocessed = routing.output(schema -> schema);
        try (ResultPrefetcher<R> prefetcher = new ResultPrefetcher<>(store, threads)) {
            results = prefetcher;
            routing.route(this::join, embedded, EmptyOutput.FOR_FRAGMENTS);
        }

        return new JoinedRecords(
                RoutedRecords.of(embedded, rejected, unprocessed, recordsRead),
                recordsRead,
                cached,
                emptyTexts,
                temporaryFailures);
    }

    private void join(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RecordRequests requests = extractor.read(records);
        RecordRequest request;
        while ((request = requests.next()) != null) {
            window.add(request);
            recordsRead += request.records().size();
            windowRecords += request.records().size();
            if (windowRecords >= RECORDS_PER_LOOKUP) {
                writeWindow();
            }
        }
        writeWindow();
    }

    private void writeWindow() throws IOException, SchemaNotFoundException {
        final Set<RequestKey> missing = HashSet.newHashSet(window.size());
        for (final RecordRequest request : window) {
            if (request instanceof final RecordRequest.Usable usable && !store.isCompleted(usable.key())) {
                missing.add(usable.key());
            }
        }
        final Map<RequestKey, BilledResult<R>> found = cachedResults.find(missing);
        results.expect(window.stream()
                .filter(RecordRequest.Usable.class::isInstance)
                .map(request -> ((RecordRequest.Usable) request).key())
                .toList());
        for (final RecordRequest request : window) {
            switch (request) {
                case RecordRequest.Unusable(final List<InputRecord> records, final RecordError error) ->
                    reject(records, error);
                case final RecordRequest.Usable usable -> write(usable, found.get(usable.key()));
            }
        }
        window.clear();
        windowRecords = 0;
    }

    private void write(final RecordRequest.Usable request, final BilledResult<R> cachedResult)
            throws IOException, SchemaNotFoundException {
        final Optional<RecordError> rejection = rejection(request.records());
        if (rejection.isPresent()) {
            reject(request.records(), rejection.get());
            return;
        }

        // also marks the outcome as matched
        final Outcome<BilledResult<R>> outcome = results.find(request.key()).orElse(null);
        if (cachedResult != null) {
            cached += writeResult(request, cachedResult);
            return;
        }

        switch (outcome) {
            case null -> writeUnprocessed(request.records());
            case Outcome.Failure<BilledResult<R>>(final RecordError error)
            when LineErrorCode.isUnprocessed(error.code()) -> {
                note(error, request.records().size());
                writeUnprocessed(request.records());
            }
            case Outcome.Failure<BilledResult<R>>(final RecordError error) -> reject(request.records(), error);
            case Outcome.Success<BilledResult<R>>(final BilledResult<R> result) -> {
                final Optional<RecordError> mismatch = writer.mismatch(request, result);
                if (mismatch.isPresent()) {
                    reject(request.records(), mismatch.get());
                } else {
                    writeResult(request, result);
                }
            }
        }
    }

    private Optional<RecordError> rejection(final List<InputRecord> records) {
        for (final InputRecord record : records) {
            final Optional<RecordError> rejection = embedded.rejection(record);
            if (rejection.isPresent()) {
                return rejection;
            }
        }
        return Optional.empty();
    }

    private void note(final RecordError error, final int records) {
        if (LineErrorCode.isTemporary(error.code())) {
            temporaryFailures = temporaryFailures.and(records, error);
        }
    }

    private void writeUnprocessed(final List<InputRecord> records) throws IOException, SchemaNotFoundException {
        for (final InputRecord record : records) {
            unprocessed.write(record);
        }
    }

    /**
     * Writes the records of a request with its result.
     *
     * @return number of records that were not rejected
     */
    private long writeResult(final RecordRequest.Usable request, final BilledResult<R> result)
            throws IOException, SchemaNotFoundException {
        final long before = rejected.records();
        writer.write(request, result, embedded, rejected);
        emptyTexts += request.emptyTexts();
        return request.records().size() - (rejected.records() - before);
    }

    private void reject(final List<InputRecord> records, final RecordError error)
            throws IOException, SchemaNotFoundException {
        for (final InputRecord record : records) {
            rejected.reject(record, error);
        }
    }
}
