/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import dev.nifivoyage.api.BatchEndpoint;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.record.RowText;
import dev.nifivoyage.processors.record.TextRecordPath;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns rows into the input files of jobs: one request per distinct text, and a new job whenever the next request would exceed a limit.
 * Equal texts of one job are sent once; a job never relies on the requests of another.
 */
public final class JobPlanner {
    private static final int BUFFER_SIZE = 1 << 16;
    /** Rows whose texts are looked up in one call of the cache. */
    private static final int ROWS_PER_CHUNK = 256;

    private final ProcessSession session;
    private final FlowFile parent;
    private final TextRecordPath textPath;
    private final EmbeddingKey.Deriver keys;
    private final Map<String, Object> requestParameters;
    private final JobLimits limits;
    private final KnownTexts knownTexts;
    private final EmbeddingRequestEncoder encoder = new EmbeddingRequestEncoder();
    private final List<PlannedJob> jobs = new ArrayList<>();

    private final List<Row> chunk = new ArrayList<>(ROWS_PER_CHUNK);

    private OpenJob open;
    private long row;
    private long rowsSent;
    private long rowsKnown;

    /**
     * A planner for one FlowFile.
     *
     * @param session makes the request files, as children of the FlowFile
     * @param parent the FlowFile whose rows are read
     * @param textPath where a row has its text
     * @param keys derives the custom ids
     * @param requestParameters parameters of all requests
     * @param limits of each job
     * @param knownTexts texts that need not be sent
     */
    public JobPlanner(final ProcessSession session, final FlowFile parent, final TextRecordPath textPath, final EmbeddingKey.Deriver keys,
            final Map<String, Object> requestParameters, final JobLimits limits, final KnownTexts knownTexts) {
        this.session = session;
        this.parent = parent;
        this.textPath = textPath;
        this.keys = keys;
        this.requestParameters = requestParameters;
        this.limits = limits;
        this.knownTexts = knownTexts;
    }

    /**
     * Reads all rows. After an exception, also one of closing the reader, {@link #discard} is to be called.
     *
     * @throws RequestTooLargeException when a single request exceeds a limit
     */
    public JobPlan plan(final RecordReader reader) throws IOException, MalformedRecordException {
        Record record;
        while ((record = reader.nextRecord()) != null) {
            final RowText text = textPath.read(record);
            chunk.add(new Row(text, text.isUsable() ? keys.of(text.text()) : null));
            if (chunk.size() == ROWS_PER_CHUNK) {
                addChunk();
            }
        }
        addChunk();
        closeJob();

        return new JobPlan(jobs, row, row - rowsSent - rowsKnown, rowsKnown, knownTexts.size(), knownTexts.tokens());
    }

    private void addChunk() throws IOException {
        final Set<EmbeddingKey> unknown = new LinkedHashSet<>();
        for (final Row next : chunk) {
            if (next.key() != null && !knownTexts.contains(next.key()) && !isSent(next.key())) {
                unknown.add(next.key());
            }
        }
        knownTexts.lookUp(unknown);
        for (final Row next : chunk) {
            add(next);
            row++;
        }
        chunk.clear();
    }

    private boolean isSent(final EmbeddingKey key) {
        return open != null && open.keys.indexOf(key) != KeyTable.ABSENT;
    }

    /**
     * Removes all request files made so far.
     *
     * @param cause why; gets what goes wrong here
     */
    public void discard(final Exception cause) {
        if (open != null) {
            try {
                open.output.close();
            } catch (final IOException | RuntimeException e) {
                cause.addSuppressed(e);
            }
            session.remove(open.requestFile);
            open = null;
        }
        for (final PlannedJob job : jobs) {
            session.remove(job.requestFile());
        }
        jobs.clear();
    }

    private void add(final Row next) throws IOException {
        final EmbeddingKey key = next.key();
        final boolean sent = key != null && isSent(key);
        // a text that is in this job already stays with it, whatever the cache got in the meantime
        final boolean known = key != null && !sent && knownTexts.contains(key);
        if (known) {
            rowsKnown++;
        }
        if (key == null || known) {
            if (open != null) {
                open.rows++;
                open.rowsKnown += known ? 1 : 0;
            }
            return;
        }

        if (!sent) {
            final String text = next.text().text();
            final ByteArrayOutputStream line = encoder.encode(key, text);
            final long tokens = TokenEstimate.ofText(text);
            if (line.size() > limits.bytes() || tokens > limits.tokens()) {
                throw new RequestTooLargeException(row, line.size(), tokens, limits);
            }
            if (open != null && !open.hasRoom(line.size(), tokens)) {
                closeJob();
            }
            if (open == null) {
                open = new OpenJob();
                // rows before the first request of the first job belong to it
                open.rows = jobs.isEmpty() ? row : 0;
                open.rowsKnown = jobs.isEmpty() ? rowsKnown : 0;
            }
            open.write(key, line, tokens);
        }

        open.rows++;
        open.rowsSent++;
        rowsSent++;
    }

    private void closeJob() throws IOException {
        if (open != null) {
            open.output.close();
            final long firstRow = jobs.isEmpty() ? 0 : open.firstRow;
            // the session gives the FlowFile with its content's size only with a change
            final FlowFile requestFile = session.putAttribute(open.requestFile, CoreAttributes.MIME_TYPE.key(), "application/jsonl");
            jobs.add(new PlannedJob(requestFile, open.fingerprint.complete(), firstRow, open.rows, open.rowsSent, open.rowsKnown, open.keys.size(), open.tokens));
            open = null;
        }
    }

    private final class OpenJob {
        private final long firstRow = row;
        private final FlowFile requestFile = session.create(parent);
        private final OutputStream output = new BufferedOutputStream(session.write(requestFile), BUFFER_SIZE);
        private final KeyTable keys = new KeyTable();
        private final Fingerprint fingerprint = new Fingerprint(BatchEndpoint.EMBEDDINGS, requestParameters);
        private long bytes;
        private long tokens;
        private long rows;
        private long rowsSent;
        private long rowsKnown;

        private boolean hasRoom(final long lineBytes, final long lineTokens) {
            return keys.size() < limits.requests() && bytes + lineBytes <= limits.bytes() && tokens + lineTokens <= limits.tokens();
        }

        private void write(final EmbeddingKey key, final ByteArrayOutputStream line, final long lineTokens) throws IOException {
            keys.add(key);
            fingerprint.add(key);
            line.writeTo(output);
            bytes += line.size();
            tokens += lineTokens;
        }
    }

    /**
     * A row on its way.
     *
     * @param key null when the text is not usable
     */
    private record Row(RowText text, EmbeddingKey key) {
    }
}
