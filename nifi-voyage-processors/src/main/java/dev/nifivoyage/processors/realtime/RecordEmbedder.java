/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.EmptyOutput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordOutput;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.processors.record.RecordText;
import dev.nifivoyage.processors.record.RejectedRecords;
import dev.nifivoyage.processors.record.RoutedRecords;
import dev.nifivoyage.processors.record.TextRecordPath;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.Optional;

/**
 * Gives the records of a FlowFile their vectors, chunk by chunk and in their order. Holds one chunk of records.
 */
final class RecordEmbedder {
    private final VectorLookup vectors;
    private final Usage usage;
    private final RequestLimits limits;
    private final RequestKey.Deriver keys;
    private final TextRecordPath textPath;
    private final EmbeddingRecordPath embeddingsPath;

    private RecordOutput embedded;
    private RejectedRecords failed;
    private long recordsRead;

    RecordEmbedder(
            final VectorLookup vectors,
            final Usage usage,
            final RequestLimits limits,
            final RequestKey.Deriver keys,
            final TextRecordPath textPath,
            final EmbeddingRecordPath embeddingsPath) {
        this.vectors = vectors;
        this.usage = usage;
        this.limits = limits;
        this.keys = keys;
        this.textPath = textPath;
        this.embeddingsPath = embeddingsPath;
    }

    /**
     * Reads all records and writes each into one of two children of the FlowFile. After an exception no child is left.
     *
     * @throws VoyageException when Voyage refuses a request
     * @throws ContentException when the records cannot be read or written
     */
    RoutedRecords embed(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger)
            throws IOException {
        final RecordRouting routing = new RecordRouting(session, flowFile, readerFactory, writerFactory, logger);
        embedded = routing.output(embeddingsPath::schema, schema -> embeddingsPath.results());
        failed = routing.rejected();
        routing.route(this::embed, embedded, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(embedded, failed, recordsRead);
    }

    private void embed(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RecordWindow chunk = new RecordWindow(limits, keys);
        InputRecord record;
        while ((record = records.next()) != null) {
            recordsRead++;
            final RecordText text = text(record);
            if (!chunk.add(record, text)) {
                write(chunk);
                chunk.clear();
                chunk.add(record, text);
            }
        }
        write(chunk);
    }

    // a vector without a place is not to be paid for
    private RecordText text(final InputRecord record) {
        final RecordText text = textPath.read(record);
        return text.isUsable()
                ? embedded.rejection(record)
                        .or(() -> embeddingsPath.noPlace(record))
                        .map(RecordText::unusable)
                        .orElse(text)
                : text;
    }

    private void write(final RecordWindow chunk) throws IOException, SchemaNotFoundException {
        final TextOutcomes outcomes = vectors.find(chunk.texts(), usage);
        for (final RecordWindow.Record record : chunk.records()) {
            final RecordError error = record.key() == null ? record.text().unusable() : outcomes.error(record.key());
            if (error == null) {
                write(record.record(), outcomes.embedding(record.key()).embedding());
            } else {
                failed.reject(record.record(), error);
            }
        }
    }

    private void write(final InputRecord record, final Embedding embedding)
            throws IOException, SchemaNotFoundException {
        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final Optional<RecordError> noPlace = embeddingsPath.put(draft, embedding, null);
        if (noPlace.isPresent()) {
            failed.reject(record, noPlace.get());
        } else {
            embedded.write(draft);
        }
    }
}
