/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.batch.result.RefusedRows;
import dev.nifivoyage.processors.batch.result.RowOutput;
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

/**
 * Gives the rows of a FlowFile their vectors, chunk by chunk and in their order. Holds one chunk of rows.
 */
final class RowEmbedding {
    private final VectorLookup vectors;
    private final UsageTally tally;
    private final RequestLimits limits;
    private final EmbeddingKey.Deriver keys;
    private final TextRecordPath textPath;
    private final EmbeddingsRecordPath embeddingsPath;

    RowEmbedding(final VectorLookup vectors, final UsageTally tally, final RequestLimits limits, final EmbeddingKey.Deriver keys, final TextRecordPath textPath,
            final EmbeddingsRecordPath embeddingsPath) {
        this.vectors = vectors;
        this.tally = tally;
        this.limits = limits;
        this.keys = keys;
        this.textPath = textPath;
        this.embeddingsPath = embeddingsPath;
    }

    /**
     * Reads all rows and writes each into one of two children of the FlowFile. After an exception no child is left.
     *
     * @throws VoyageException when Voyage refuses a request
     * @throws UnreadableContentException when the rows cannot be read or written
     */
    EmbeddedRows embed(final ProcessSession session, final FlowFile flowFile, final RecordReaderFactory readerFactory, final RecordSetWriterFactory writerFactory,
            final ComponentLog logger) throws IOException {
        final RowOutput embedded = new RowOutput(session, flowFile, writerFactory, logger);
        final RefusedRows failed = new RefusedRows(session, flowFile, writerFactory, logger);
        try {
            try (InputStream input = session.read(flowFile); RecordReader reader = readerFactory.createRecordReader(flowFile, input, logger)) {
                embed(reader, embedded, failed);
                if (AttributeValues.isFragment(flowFile) || embedded.rows() + failed.rows() == 0) {
                    embedded.begin(reader.getSchema());
                }
            }
            return new EmbeddedRows(embedded.complete(), failed.complete(), embedded.rows(), failed.rows(), failed.summary(embedded.rows() + failed.rows()));
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            embedded.discard(e);
            failed.discard(e);
            throw e instanceof final VoyageException refusal ? refusal : UnreadableContentException.of(e);
        }
    }

    private void embed(final RecordReader reader, final RowOutput embedded, final RefusedRows failed) throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RowChunk chunk = new RowChunk(limits, keys);
        Record row;
        while ((row = reader.nextRecord()) != null) {
            final RowText text = textPath.read(row);
            if (!chunk.add(row, text)) {
                write(chunk, embedded, failed);
                chunk.clear();
                chunk.add(row, text);
            }
        }
        write(chunk, embedded, failed);
    }

    private void write(final RowChunk chunk, final RowOutput embedded, final RefusedRows failed) throws IOException, SchemaNotFoundException {
        final TextOutcomes outcomes = vectors.find(chunk.texts(), tally);
        for (final RowChunk.Row row : chunk.rows()) {
            final RowError error = row.key() == null ? row.text().unusable() : outcomes.error(row.key());
            if (error == null) {
                RowError.clear(row.row());
                embedded.write(embeddingsPath.put(row.row(), outcomes.embedding(row.key()).embedding(), null));
            } else {
                failed.refuse(row.row(), embedded.rows() + failed.rows() + 1, error);
            }
        }
    }
}
