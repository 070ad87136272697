/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.record.EmbeddingsRecordPath;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.RowText;
import dev.nifivoyage.processors.record.TextRecordPath;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each row the outcome of its own request. The key is derived from the row's text again, so nothing depends on the order of rows or results.
 */
public final class RowJoin {
    /** Codes of requests that a job ended without running; they are not billed. Source: Voyage's Batch Inference guide, and its sample of a cancelled job. */
    private static final Set<String> NEVER_RAN = Set.of("batch_expired", "batch_cancelled");

    private final Outcomes outcomes;
    private final EmbeddingKey.Deriver keys;
    private final TextRecordPath textPath;
    private final EmbeddingsRecordPath embeddingsPath;

    public RowJoin(final Outcomes outcomes, final EmbeddingKey.Deriver keys, final TextRecordPath textPath, final EmbeddingsRecordPath embeddingsPath) {
        this.outcomes = outcomes;
        this.keys = keys;
        this.textPath = textPath;
        this.embeddingsPath = embeddingsPath;
    }

    /**
     * Reads all rows and writes each into one of three children of the FlowFile. After an exception no child is left.
     *
     * @param keepEmpty whether the FlowFile of the embedded rows is made even if there are none
     */
    public JoinedRows join(final ProcessSession session, final FlowFile flowFile, final RecordReader reader, final RecordSetWriterFactory writerFactory, final ComponentLog logger,
            final boolean keepEmpty) throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RowOutput embedded = new RowOutput(session, flowFile, writerFactory, logger);
        final RowOutput failed = new RowOutput(session, flowFile, writerFactory, logger);
        final RowOutput unprocessed = new RowOutput(session, flowFile, writerFactory, logger);
        try {
            long rows = 0;
            Record row;
            while ((row = reader.nextRecord()) != null) {
                rows++;
                place(row, embedded, failed, unprocessed);
            }
            if (keepEmpty) {
                embedded.begin(reader.getSchema());
            }
            final RowAccount account = new RowAccount(rows, embedded.rows(), failed.rows(), unprocessed.rows());
            return new JoinedRows(embedded.complete(), failed.complete(), unprocessed.complete(), account);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            embedded.discard();
            failed.discard();
            unprocessed.discard();
            throw e;
        }
    }

    private static boolean neverRan(final Outcome outcome) {
        return outcome.error() != null && NEVER_RAN.contains(outcome.error().code());
    }

    private void place(final Record row, final RowOutput embedded, final RowOutput failed, final RowOutput unprocessed) throws IOException, SchemaNotFoundException {
        final RowText text = textPath.read(row);
        if (!text.isUsable()) {
            RowError.of(text.unusable()).set(row);
            failed.write(row);
            return;
        }

        final Optional<Outcome> outcome = outcomes.find(keys.of(text.text()));
        if (outcome.isEmpty() || neverRan(outcome.get())) {
            unprocessed.write(row);
        } else if (outcome.get().embedding() == null) {
            outcome.get().error().set(row);
            failed.write(row);
        } else {
            RowError.clear(row);
            embeddingsPath.set(row, outcome.get().embedding());
            embedded.write(row);
        }
    }
}
