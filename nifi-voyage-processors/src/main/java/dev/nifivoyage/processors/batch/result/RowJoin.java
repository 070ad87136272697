/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.cache.CachedEmbedding;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.record.EmbeddingsRecordPath;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.RowText;
import dev.nifivoyage.processors.record.TextRecordPath;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each row the outcome of its own request. The key is derived from the row's text again, so nothing depends on the order of rows or results.
 */
public final class RowJoin {
    /** Codes of requests that a job ended without running; they are not billed. Source: Voyage's Batch Inference guide, and its sample of a cancelled job. */
    private static final Set<String> NEVER_RAN = Set.of("batch_expired", "batch_cancelled");

    /** Rows whose vectors are asked of the cache in one call; each may hold a vector on the heap. */
    private static final int ROWS_PER_CHUNK = 128;

    private final Outcomes outcomes;
    private final EmbeddingKey.Deriver keys;
    private final TextRecordPath textPath;
    private final EmbeddingsRecordPath embeddingsPath;
    private final CachedRows cachedRows;
    private final List<Row> chunk = new ArrayList<>(ROWS_PER_CHUNK);
    private long rows;
    private long cached;

    /**
     * A join of one job.
     *
     * @param outcomes the job's results
     * @param keys derives a row's key
     * @param textPath where a row has its text
     * @param embeddingsPath where a row gets its vector
     * @param cachedRows vectors of rows the job has none for
     */
    public RowJoin(final Outcomes outcomes, final EmbeddingKey.Deriver keys, final TextRecordPath textPath, final EmbeddingsRecordPath embeddingsPath, final CachedRows cachedRows) {
        this.cachedRows = cachedRows;
        this.outcomes = outcomes;
        this.keys = keys;
        this.textPath = textPath;
        this.embeddingsPath = embeddingsPath;
    }

    /**
     * Reads all rows and writes each into one of three children of the FlowFile. After an exception no child is left.
     *
     * @param keepEmpty whether the FlowFile of the embedded rows is made even if there are none
     * @throws TemporaryFileException when the outcomes cannot be had
     * @throws UnreadableContentException when the rows cannot be read or written
     */
    public JoinedRows join(final ProcessSession session, final FlowFile flowFile, final RecordReaderFactory readerFactory, final RecordSetWriterFactory writerFactory,
            final ComponentLog logger, final boolean keepEmpty) throws IOException {
        final RowOutput embedded = new RowOutput(session, flowFile, writerFactory, logger);
        final RowOutput failed = new RowOutput(session, flowFile, writerFactory, logger);
        final RowOutput unprocessed = new RowOutput(session, flowFile, writerFactory, logger);
        try {
            try (InputStream input = session.read(flowFile); RecordReader reader = readerFactory.createRecordReader(flowFile, input, logger)) {
                Record row;
                while ((row = reader.nextRecord()) != null) {
                    rows++;
                    add(row);
                    if (chunk.size() == ROWS_PER_CHUNK) {
                        placeChunk(embedded, failed, unprocessed);
                    }
                }
                placeChunk(embedded, failed, unprocessed);
                if (keepEmpty) {
                    embedded.begin(reader.getSchema());
                }
            }
            final RowAccount account = new RowAccount(rows, embedded.rows(), failed.rows(), unprocessed.rows(), cached);
            return new JoinedRows(embedded.complete(), failed.complete(), unprocessed.complete(), account);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            embedded.discard(e);
            failed.discard(e);
            unprocessed.discard(e);
            throw e instanceof final TemporaryFileException cause ? cause : UnreadableContentException.of(e);
        }
    }

    private void add(final Record record) {
        final RowText text = textPath.read(record);
        chunk.add(new Row(record, text, text.isUsable() ? keys.of(text.text()) : null));
    }

    private void placeChunk(final RowOutput embedded, final RowOutput failed, final RowOutput unprocessed) throws IOException, SchemaNotFoundException {
        final Set<EmbeddingKey> missing = new LinkedHashSet<>();
        for (final Row row : chunk) {
            if (row.key() != null && !outcomes.isEmbedded(row.key())) {
                missing.add(row.key());
            }
        }
        final Map<EmbeddingKey, CachedEmbedding> found = cachedRows.find(missing);
        for (final Row row : chunk) {
            place(row, row.key() == null ? null : found.get(row.key()), embedded, failed, unprocessed);
        }
        chunk.clear();
    }

    private void place(final Row row, final CachedEmbedding known, final RowOutput embedded, final RowOutput failed, final RowOutput unprocessed) throws IOException, SchemaNotFoundException {
        final Record record = row.record();
        if (row.key() == null) {
            RowError.of(row.text().unusable()).set(record);
            failed.write(record);
            return;
        }

        final Optional<Outcome> outcome = outcomes.find(row.key());
        if (known != null) {
            cached++;
            RowError.clear(record);
            embedded.write(embeddingsPath.put(record, known.embedding(), null));
        } else if (outcome.isEmpty() || neverRan(outcome.get())) {
            unprocessed.write(record);
        } else if (outcome.get().embedding() == null) {
            outcome.get().error().set(record);
            failed.write(record);
        } else {
            RowError.clear(record);
            embedded.write(embeddingsPath.put(record, outcome.get().embedding(), outcome.get().decimals()));
        }
    }

    private static boolean neverRan(final Outcome outcome) {
        return outcome.error() != null && NEVER_RAN.contains(outcome.error().code());
    }

    /**
     * A row on its way.
     *
     * @param key null when the text is not usable
     */
    private record Row(Record record, RowText text, EmbeddingKey key) {
    }
}
