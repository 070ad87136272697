/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import static java.net.HttpURLConnection.HTTP_CLIENT_TIMEOUT;
import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

/**
 * Creates the job of an uploaded file: the third step of a submission.
 */
final class JobSubmitter {
    /** Time for which a new file may be unknown to the part of Voyage that creates jobs. */
    private static final Duration FILE_PROPAGATION = Duration.ofMinutes(5);
    /** Age from which a missing file has expired or was deleted, and is worth another upload. */
    private static final Duration FILE_EXPIRATION = Duration.ofHours(1);

    private static final Pattern ABOUT_A_FILE = Pattern.compile("(?i)\\bfile\\b");
    private static final String JOB_UNKNOWN = ErrorCode.JOB_UNKNOWN.code();

    private final SubmissionContext context;
    private final SubmissionStep step;
    private final SubmissionExit exit;
    private final InputFiles files;
    private final UploadedFile file;

    JobSubmitter(final SubmissionContext context, final SubmissionStep step, final SubmissionExit exit) {
        this.context = context;
        this.step = step;
        this.exit = exit;
        this.files = new InputFiles(step.client(), context.logger());
        this.file = step.pending().file();
    }

    /**
     * Takes the step.
     *
     * @param job job of the submission, if there is one already
     * @throws VoyageException if the files of earlier attempts could not be searched for
     */
    void submit(final Optional<Batch> job) throws VoyageException {
        if (job.isPresent()) {
            // a copy of the FlowFile has uploaded a file of its own
            files.deleteUnused(List.of(file.fileId()), job.get());
            exit.adopted(Map.of(), job.get());
            return;
        }

        final Duration untilSettled = step.untried()
                ? Duration.ZERO
                : context.memory()
                        .untilSettled(step.id(), step.uuid(), step.client().getReadTimeout());
        if (!untilSettled.isZero()) {
            waitUntilSettled(untilSettled);
            return;
        }
        if (!step.untried()) {
            files.delete(files.find(step.id(), step.since()).stream()
                    .map(RemoteFile::id)
                    .filter(fileId -> !fileId.equals(file.fileId()))
                    .toList());
        }
        if (!step.spec().requests().fingerprint().equals(step.pending().parameters())) {
            files.delete(List.of(file.fileId()));
            exit.planAgain();
            return;
        }

        final Map<String, String> metadata;
        try {
            metadata = JobMetadata.of(step, file.fingerprint());
        } catch (final IllegalArgumentException e) {
            files.delete(List.of(file.fileId()));
            exit.abandon(ErrorCode.INVALID_METADATA.code(), e);
            return;
        }
        create(metadata);
    }

    private void create(final Map<String, String> metadata) {
        final RequestSpec requests = step.spec().requests();
        final SubmissionMemory memory = context.memory();
        final Batch job;
        memory.markPossiblyCreated(step.id());
        try {
            job = step.client()
                    .createBatch(new BatchRequest(requests.endpoint(), file.fileId(), requests.parameters(), metadata));
        } catch (final VoyageException e) {
            if (isFinal(e)) {
                memory.markRejected(step.id(), step.uuid());
                notCreated(e);
            } else {
                memory.markPossiblyCreated(step.id());
                exit.rejected(e);
            }
            return;
        }

        // copies of the FlowFile, if any, find the job once it is listed
        memory.markPossiblyCreated(step.id());
        exit.created(job);
    }

    /**
     * Returns whether the response proves that no job was created.
     */
    private static boolean isFinal(final VoyageException rejection) {
        final int status = rejection.statusCode().orElse(HTTP_CLIENT_TIMEOUT);
        return status < HTTP_INTERNAL_ERROR && status != HTTP_CLIENT_TIMEOUT;
    }

    private void notCreated(final VoyageException rejection) {
        final FlowFile flowFile = step.flowFile();
        final boolean fileIsUnknown = rejection.statusCode().orElse(0) == HTTP_NOT_FOUND
                && rejection
                        .detail()
                        .filter(detail -> ABOUT_A_FILE.matcher(detail).find())
                        .isPresent();
        final Duration age = Duration.between(file.uploadedAt(), Instant.now());
        if (rejection.isRetryable()) {
            exit.rejected(rejection);
        } else if (fileIsUnknown && age.compareTo(FILE_PROPAGATION) < 0) {
            context.logger()
                    .debug("The file of {} was uploaded {} ago and is not available everywhere yet", flowFile, age);
            exit.retry(ErrorAttributes.code(rejection), rejection);
        } else if (fileIsUnknown && age.compareTo(FILE_EXPIRATION) > 0) {
            context.logger().info("The file {} of {} no longer exists; uploading it again", file.fileId(), flowFile);
            step.session().transfer(PendingSubmission.withoutFile(step.session(), flowFile));
        } else {
            files.delete(List.of(file.fileId()));
            exit.abandon(ErrorAttributes.code(rejection), rejection);
        }
    }

    private void waitUntilSettled(final Duration untilSettled) {
        final FlowFile flowFile = step.flowFile();
        final String message =
                ("It is unknown whether a batch job was created: Voyage does not list it, but an interrupted call may still arrive. "
                                + "The job is searched for again and, unless it is found, created in %d seconds or later")
                        .formatted(untilSettled.toSeconds() + 1);
        if (!JOB_UNKNOWN.equals(flowFile.getAttribute(VoyageAttributes.ERROR_CODE))) {
            context.logger().warn("{}: {}", flowFile, message);
        }
        step.session()
                .transfer(step.session()
                        .penalize(step.session().putAllAttributes(flowFile, ErrorAttributes.of(JOB_UNKNOWN, message))));
    }
}
