/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.output.EmptyOutput;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.processors.response.VectorWriter;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.Optional;

/**
 * Embeds the records of a FlowFile in order, one window of records at a time.
 */
final class RecordEmbedder {
    /** Limits the heap needed for records with few distinct inputs, or without any. */
    private static final int RECORDS_PER_INPUT = 4;

    private final RealTimeVectors vectors;
    private final RequestKey.Deriver keys;
    private final InputReader inputs;
    private final VectorWriter writer;
    private final RequestWindow<Candidate> window;

    private RecordOutput embedded;
    private RejectedRecords rejected;
    private long recordsRead;

    RecordEmbedder(
            final RealTimeVectors vectors,
            final RequestLimits limits,
            final RequestKey.Deriver keys,
            final InputReader inputs,
            final VectorWriter writer) {
        this.vectors = vectors;
        this.keys = keys;
        this.inputs = inputs;
        this.writer = writer;
        this.window = window(limits);
    }

    /**
     * Returns a window of the records that are embedded together.
     */
    static <T> RequestWindow<T> window(final RequestLimits limits) {
        return new RequestWindow<>(limits, RECORDS_PER_INPUT * limits.inputs());
    }

    /**
     * A record, with the reason why it is not embedded if there is one.
     */
    private record Candidate(InputRecord record, Optional<RecordError> error) {}

    /**
     * Reads all records and writes each to one of two children of the FlowFile.
     *
     * @throws VoyageException if Voyage rejects a request; no child is left
     * @throws ContentException if the records cannot be read or written; no child is left
     */
    RoutedRecords embed(final RecordRouting routing) throws IOException {
        embedded = routing.output(writer);
        rejected = routing.rejected();
        routing.route(this::embed, embedded, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(embedded, rejected, recordsRead);
    }

    private void embed(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        InputRecord record;
        while ((record = records.next()) != null) {
            recordsRead++;
            switch (inputs.read(record)) {
                case RecordInput.Unusable(final RecordError error, final long bytes) ->
                    addRejected(record, error, bytes);
                case RecordInput.Usable(final EmbeddingInput input) -> {
                    // not billed if there is no place for the vector
                    final Optional<RecordError> noPlace = embedded.rejection(record);
                    if (noPlace.isPresent()) {
                        addRejected(record, noPlace.get(), input.bytes());
                    } else {
                        add(new Candidate(record, noPlace), input);
                    }
                }
            }
        }
        write();
    }

    private void addRejected(final InputRecord record, final RecordError error, final long bytes)
            throws IOException, SchemaNotFoundException {
        final Candidate candidate = new Candidate(record, Optional.of(error));
        if (!window.add(candidate, bytes)) {
            write();
            window.add(candidate, bytes);
        }
    }

    private void add(final Candidate candidate, final EmbeddingInput input)
            throws IOException, SchemaNotFoundException {
        final RequestKey key = input.key(keys);
        if (!window.add(candidate, key, input)) {
            write();
            window.add(candidate, key, input);
        }
    }

    private void write() throws IOException, SchemaNotFoundException {
        final InputOutcomes outcomes = vectors.find(window.inputs());
        for (final RequestWindow.Entry<Candidate> entry : window.entries()) {
            final Candidate candidate = entry.value();
            final Optional<RecordError> error = candidate.error().isPresent()
                    ? candidate.error()
                    : Optional.ofNullable(outcomes.error(entry.key()));
            if (error.isPresent()) {
                rejected.reject(candidate.record(), error.get());
            } else {
                final CachedEmbedding found = outcomes.embedding(entry.key());
                writer.write(
                        candidate.record(),
                        entry.key(),
                        new BilledResult<>(found.embedding(), found.tokens()),
                        embedded,
                        rejected);
            }
        }
        window.clear();
    }
}
