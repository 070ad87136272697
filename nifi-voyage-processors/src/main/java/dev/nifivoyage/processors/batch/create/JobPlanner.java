/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.request.KeyTable;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestBody;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns records into the input files of jobs: each distinct request once, and a new job whenever the next request would exceed a limit.
 * Records that share a request stay in one job; a job never relies on the requests of another.
 */
public final class JobPlanner {
    private static final int BUFFER_SIZE = 1 << 16;
    /** Records whose requests are looked up in one call of the cache. */
    private static final int RECORDS_PER_CHUNK = 256;

    private final ProcessSession session;
    private final FlowFile parent;
    private final BatchEndpoint endpoint;
    private final RequestExtractor form;
    private final Map<String, Object> requestParameters;
    private final JobLimits limits;
    private final CachedRequests known;
    private final RequestEncoder encoder = new RequestEncoder();
    private final List<PlannedJob> jobs = new ArrayList<>();

    private final List<RecordRequest> chunk = new ArrayList<>(RECORDS_PER_CHUNK);
    private int chunkRecords;

    private OpenJob open;
    private RecordError firstUnusable;
    private long firstUnusableRecord;
    private long record;
    private long recordsSent;
    private long recordsCached;

    /**
     * A planner for one FlowFile.
     *
     * @param session makes the request files, as children of the FlowFile
     * @param parent the FlowFile whose records are read
     * @param endpoint of the jobs
     * @param form tells what the records ask for
     * @param requestParameters parameters of all requests
     * @param limits of each job
     * @param known requests that need not be sent
     */
    public JobPlanner(
            final ProcessSession session,
            final FlowFile parent,
            final BatchEndpoint endpoint,
            final RequestExtractor form,
            final Map<String, Object> requestParameters,
            final JobLimits limits,
            final CachedRequests known) {
        this.session = session;
        this.parent = parent;
        this.endpoint = endpoint;
        this.form = form;
        this.requestParameters = requestParameters;
        this.limits = limits;
        this.known = known;
    }

    /**
     * Reads all records. After an exception, also one of closing the reader, {@link #discard} is to be called.
     *
     * @throws RequestTooLargeException when a single request exceeds a limit
     */
    public JobPlan plan(final InputRecords records) throws IOException, MalformedRecordException {
        final RecordRequests requests = form.read(records);
        RecordRequest request;
        while ((request = requests.next()) != null) {
            chunk.add(request);
            chunkRecords += request.records().size();
            if (chunkRecords >= RECORDS_PER_CHUNK) {
                addChunk();
            }
        }
        addChunk();
        closeJob();

        return new JobPlan(
                jobs,
                record,
                record - recordsSent - recordsCached,
                recordsCached,
                known.size(),
                known.tokens(),
                records.convertedTexts(),
                firstUnusableText());
    }

    private String firstUnusableText() {
        return firstUnusable == null
                ? null
                : "record %d: %s".formatted(firstUnusableRecord + 1, firstUnusable.message());
    }

    private void addChunk() throws IOException {
        final Set<RequestKey> unknown = HashSet.newHashSet(chunk.size());
        for (final RecordRequest next : chunk) {
            if (next.isUsable() && !known.contains(next.key()) && !isSent(next.key())) {
                unknown.add(next.key());
            }
        }
        known.lookUp(unknown);
        for (final RecordRequest next : chunk) {
            add(next);
            record += next.records().size();
        }
        chunk.clear();
        chunkRecords = 0;
    }

    private boolean isSent(final RequestKey key) {
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

    private void add(final RecordRequest next) throws IOException {
        final int records = next.records().size();
        if (!next.isUsable()) {
            if (firstUnusable == null) {
                firstUnusable = next.unusable();
                firstUnusableRecord = record;
            }
            if (open != null) {
                open.records += records;
            }
            return;
        }

        final RequestKey key = next.key();
        final boolean sent = isSent(key);
        // a request that is in this job already stays with it, whatever the cache got in the meantime
        if (!sent && known.contains(key)) {
            recordsCached += records;
            if (open != null) {
                open.records += records;
                open.recordsCached += records;
            }
            return;
        }

        if (!sent) {
            write(key, next.body());
        }
        open.records += records;
        open.recordsSent += records;
        recordsSent += records;
    }

    private void write(final RequestKey key, final RequestBody body) throws IOException {
        final ByteArrayOutputStream line = encoder.encode(key, body);
        final long tokens = body.tokens();
        if (line.size() > limits.bytes() || tokens > limits.tokens() || body.texts() > limits.texts()) {
            throw new RequestTooLargeException(record, line.size(), tokens, body.texts(), limits);
        }
        if (open != null && !open.hasRoom(line.size(), tokens, body.texts())) {
            closeJob();
        }
        if (open == null) {
            open = new OpenJob();
            // records before the first request of the first job belong to it
            open.records = jobs.isEmpty() ? record : 0;
            open.recordsCached = jobs.isEmpty() ? recordsCached : 0;
        }
        open.write(key, line, tokens, body.texts());
    }

    private void closeJob() throws IOException {
        if (open != null) {
            open.output.close();
            // the session gives the FlowFile with its content's size only with a change
            final FlowFile requestFile =
                    session.putAttribute(open.requestFile, CoreAttributes.MIME_TYPE.key(), "application/jsonl");
            jobs.add(new PlannedJob(
                    requestFile,
                    new JobSummary(
                            open.fingerprint.complete(),
                            open.records,
                            open.recordsSent,
                            open.recordsCached,
                            open.keys.size(),
                            open.tokens)));
            open = null;
        }
    }

    private final class OpenJob {
        private final FlowFile requestFile = session.create(parent);
        private final OutputStream output = new BufferedOutputStream(session.write(requestFile), BUFFER_SIZE);
        private final KeyTable keys = new KeyTable();
        private final Fingerprint fingerprint = new Fingerprint(endpoint, requestParameters);
        private long bytes;
        private long tokens;
        private long texts;
        private long records;
        private long recordsSent;
        private long recordsCached;

        private boolean hasRoom(final long lineBytes, final long lineTokens, final int lineTexts) {
            return keys.size() < limits.requests()
                    && bytes + lineBytes <= limits.bytes()
                    && tokens + lineTokens <= limits.tokens()
                    && texts + lineTexts <= limits.texts();
        }

        private void write(
                final RequestKey key, final ByteArrayOutputStream line, final long lineTokens, final int lineTexts)
                throws IOException {
            keys.add(key);
            fingerprint.add(key);
            line.writeTo(output);
            bytes += line.size();
            tokens += lineTokens;
            texts += lineTexts;
        }
    }
}
