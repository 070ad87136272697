/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.api.BatchEndpoint;
import dev.nifivoyage.api.BatchRequest;
import dev.nifivoyage.api.RemoteFile;
import dev.nifivoyage.api.VoyageClientService;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.processors.batch.request.PlannedJob;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes jobs, each exactly once: the intent is noted before {@code POST /batches}, and a job that was noted before is looked for first.
 */
public final class JobSubmitter {
    private final VoyageClientService client;
    private final IntentLog intents;
    private final BatchEndpoint endpoint;
    private final Map<String, Object> requestParameters;

    public JobSubmitter(final VoyageClientService client, final IntentLog intents, final BatchEndpoint endpoint, final Map<String, Object> requestParameters) {
        this.client = client;
        this.intents = intents;
        this.endpoint = endpoint;
        this.requestParameters = requestParameters;
    }

    /**
     * Uploads the requests and makes the job, or adopts the one that an earlier try made.
     *
     * @param session holds the request file
     * @param job the job to be made
     * @param submissionId whose job it is
     * @param uploadedBefore file of an earlier try, or null
     * @param filename name of the input file at Voyage
     * @param metadata see {@link JobMetadata}
     * @throws SubmissionException when Voyage refused or was not reached
     * @throws IOException when the intent could not be noted
     */
    public Submission submit(final ProcessSession session, final PlannedJob job, final SubmissionId submissionId, final UploadedFile uploadedBefore, final String filename,
            final Map<String, String> metadata) throws SubmissionException, IOException {
        final String intent = IntentLog.key(job.fingerprint(), submissionId);
        UploadedFile uploaded = null;
        try {
            final Optional<RemoteFile> fileBefore = stillThere(uploadedBefore, job);
            // the FlowFile of an earlier try may have come to another node, where nothing is noted
            final Optional<Instant> earlier = intents.find(intent).or(() -> fileBefore.map(JobSubmitter::uploadedAt));
            if (earlier.isPresent()) {
                final Optional<Batch> found = new JobFinder(client).find(job.fingerprint(), submissionId, earlier.get());
                if (found.isPresent()) {
                    return new Submission(found.get(), true, intent);
                }
            }

            if (fileBefore.isPresent()) {
                uploaded = uploadedBefore;
            } else {
                final String fileId = client.uploadBatchInput(filename, new SessionFileContent(session, job.requestFile())).id();
                uploaded = new UploadedFile(fileId, job.fingerprint());
            }

            intents.note(intent, Instant.now());
            return new Submission(client.createBatch(new BatchRequest(endpoint, uploaded.fileId(), requestParameters, metadata)), false, intent);
        } catch (final VoyageException e) {
            throw refused(e, intent, uploaded);
        }
    }

    // a file that is there was made in the last 30 days
    private static Instant uploadedAt(final RemoteFile file) {
        return file.createdAt() == null ? Instant.now().minus(IntentLog.RETENTION) : file.createdAt();
    }

    private Optional<RemoteFile> stillThere(final UploadedFile uploadedBefore, final PlannedJob job) throws VoyageException {
        if (uploadedBefore == null || !job.fingerprint().equals(uploadedBefore.fingerprint())) {
            return Optional.empty();
        }

        try {
            return Optional.of(client.getFile(uploadedBefore.fileId())).filter(file -> file.bytes() == job.requestFile().getSize());
        } catch (final VoyageException e) {
            if (e.isRetryable()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private SubmissionException refused(final VoyageException refusal, final String intent, final UploadedFile uploaded) throws IOException {
        final boolean answered = refusal.statusCode().isPresent() && refusal.statusCode().getAsInt() < 500 && refusal.statusCode().getAsInt() != 408;
        if (answered && uploaded != null) {
            // Voyage said no, so there is no job to be looked for
            intents.forget(Set.of(intent));
        }
        if (refusal.isRetryable() || uploaded == null) {
            return new SubmissionException(refusal, uploaded);
        }

        try {
            client.deleteFiles(Set.of(uploaded.fileId()));
        } catch (final VoyageException e) {
            refusal.addSuppressed(e);
        }

        return new SubmissionException(refusal, null);
    }
}
