/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.processors.batch.job.KeyTable;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestBody;
import dev.nifivoyage.processors.request.RequestExtractor;
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
import java.util.Set;

/**
 * Writes the requests of records into the input files of jobs: each distinct request once, and a new job whenever the
 * next request would exceed a limit. Records that share a request stay in one job; a job never relies on the requests
 * of another.
 */
public final class JobPlanner {
    private static final int BUFFER_SIZE = 1 << 16;
    /** Number of records whose requests are looked up in one call of the cache. */
    private static final int RECORDS_PER_LOOKUP = 256;

    private final ProcessSession session;
    private final FlowFile parent;
    private final RequestSpec spec;
    private final RequestExtractor extractor;
    private final JobLimits limits;
    private final CachedRequests cached;
    private final RequestEncoder encoder = new RequestEncoder();
    private final List<PlannedJob> jobs = new ArrayList<>();

    private final List<RecordRequest> window = new ArrayList<>(RECORDS_PER_LOOKUP);
    private int windowRecords;

    private OpenJob open;
    private RecordError firstUnusable;
    private long firstUnusableRecord;
    private long record;
    private long recordsSent;
    private long recordsCached;

    /**
     * @param session creates the request files, as children of the FlowFile
     * @param parent FlowFile whose records are read
     * @param spec requests of the jobs
     * @param extractor extracts the requests from the records
     * @param limits limits of each job
     */
    public JobPlanner(
            final ProcessSession session,
            final FlowFile parent,
            final RequestSpec spec,
            final RequestExtractor extractor,
            final JobLimits limits) {
        this.session = session;
        this.parent = parent;
        this.spec = spec;
        this.extractor = extractor;
        this.limits = limits;
        this.cached = spec.cached();
    }

    /**
     * Reads all records. After an exception, including one from closing the reader, {@link #discard} must be called.
     *
     * @throws RequestTooLargeException if a single request exceeds a limit
     */
    public JobPlan plan(final InputRecords records) throws IOException, MalformedRecordException {
        final RecordRequests requests = extractor.read(records);
        RecordRequest request;
        while ((request = requests.next()) != null) {
            window.add(request);
            windowRecords += request.records().size();
            if (windowRecords >= RECORDS_PER_LOOKUP) {
                addWindow();
            }
        }
        addWindow();
        closeJob();

        return new JobPlan(
                jobs,
                record,
                record - recordsSent - recordsCached,
                recordsCached,
                cached.size(),
                cached.tokens(),
                records.convertedTexts(),
                firstUnusableText());
    }

    private String firstUnusableText() {
        return firstUnusable == null
                ? null
                : "record %d: %s".formatted(firstUnusableRecord + 1, firstUnusable.message());
    }

    private void addWindow() throws IOException {
        if (cached != CachedRequests.NONE) {
            lookUpWindow();
        }
        for (final RecordRequest next : window) {
            switch (next) {
                case final RecordRequest.Unusable unusable -> skip(unusable);
                case final RecordRequest.Usable usable -> add(usable);
            }
            record += next.records().size();
        }
        window.clear();
        windowRecords = 0;
    }

    private void lookUpWindow() {
        final Set<RequestKey> uncached = HashSet.newHashSet(window.size());
        for (final RecordRequest next : window) {
            if (next instanceof final RecordRequest.Usable usable
                    && !cached.contains(usable.key())
                    && !isSent(usable.key())) {
                uncached.add(usable.key());
            }
        }
        cached.lookUp(uncached);
    }

    private boolean isSent(final RequestKey key) {
        return open != null && open.keys.indexOf(key) != KeyTable.ABSENT;
    }

    /**
     * Removes all request files created so far.
     *
     * @param cause failure that triggered the discard; receives suppressed exceptions
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

    private void skip(final RecordRequest.Unusable next) {
        if (firstUnusable == null) {
            firstUnusable = next.error();
            firstUnusableRecord = record;
        }
        if (open != null) {
            open.records += next.records().size();
        }
    }

    private void add(final RecordRequest.Usable next) throws IOException {
        final int records = next.records().size();
        final RequestKey key = next.key();
        final boolean sent = isSent(key);
        // a request that is already in this job stays there, even if its result was cached in the meantime
        if (!sent && cached.contains(key)) {
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
        final long tokens = body.estimatedTokens();
        limits.check(record, line.size(), tokens, body.textCount());
        if (open != null && !open.hasRoom(line.size(), tokens, body.textCount())) {
            closeJob();
        }
        if (open == null) {
            open = new OpenJob();
            // the first job includes the records before its first request
            open.records = jobs.isEmpty() ? record : 0;
            open.recordsCached = jobs.isEmpty() ? recordsCached : 0;
        }
        open.write(key, line, tokens, body.textCount());
    }

    private void closeJob() throws IOException {
        if (open != null) {
            open.output.close();
            // only a change makes the session return the FlowFile with the size of its content
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
        private final Fingerprint fingerprint = new Fingerprint(spec.endpoint(), spec.parameters());
        private long bytes;
        private long tokens;
        private long texts;
        private long records;
        private long recordsSent;
        private long recordsCached;

        private boolean hasRoom(final long lineBytes, final long lineTokens, final int lineTexts) {
            return keys.size() < limits.maximumRequests()
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
