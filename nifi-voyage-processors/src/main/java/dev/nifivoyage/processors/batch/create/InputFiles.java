/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.FilePage;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.logging.ComponentLog;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The input files that earlier attempts of a submission have left at Voyage. Files cost next to nothing and expire
 * after 30 days, so a file that cannot be deleted is not an error.
 */
final class InputFiles {
    private static final int PAGE_SIZE = 1000;
    private static final int MAXIMUM_PAGES = 20;
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final VoyageClientService client;
    private final ComponentLog logger;

    InputFiles(final VoyageClientService client, final ComponentLog logger) {
        this.client = client;
        this.logger = logger;
    }

    /**
     * Returns the files that were uploaded for the submission.
     *
     * @param since start of the submission
     * @throws VoyageException if the files could not be listed; may succeed later
     */
    List<RemoteFile> find(final SubmissionId id, final Instant since) throws VoyageException {
        final Instant oldest = since.minus(CLOCK_TOLERANCE);
        final List<RemoteFile> found = new ArrayList<>();
        String after = null;
        try {
            for (int page = 0; page < MAXIMUM_PAGES; page++) {
                final FilePage files = client.listFiles(PAGE_SIZE, after);
                files.files().stream()
                        .filter(file ->
                                file.filename() != null && file.filename().startsWith(id.filePrefix()))
                        .forEach(found::add);
                if (!files.hasMore() || files.files().isEmpty()) {
                    break;
                }

                final RemoteFile last = files.files().getLast();
                if (last.id().equals(after)
                        || last.createdAt() != null && last.createdAt().isBefore(oldest)) {
                    break;
                }
                after = last.id();
            }
        } catch (final VoyageException e) {
            if (e.isRetryable()) {
                throw e;
            }
            logger.warn(
                    "Failed to search for files that an earlier attempt may have uploaded for submission {}; Voyage deletes them 30 days after their upload",
                    id.text(),
                    e);
        }

        return found;
    }

    /**
     * Deletes those of the files that the job does not use, if its input file is known.
     */
    void deleteUnused(final Collection<String> fileIds, final Batch job) {
        if (job.inputFileId() != null) {
            delete(fileIds.stream()
                    .filter(fileId -> !fileId.equals(job.inputFileId()))
                    .toList());
        }
    }

    /**
     * Deletes files that no job uses.
     */
    void delete(final Collection<String> fileIds) {
        if (fileIds.isEmpty()) {
            return;
        }

        try {
            client.deleteFiles(fileIds);
        } catch (final VoyageException e) {
            logger.warn(
                    "Failed to delete the unused files {}; Voyage deletes them 30 days after their upload", fileIds, e);
        }
    }
}
