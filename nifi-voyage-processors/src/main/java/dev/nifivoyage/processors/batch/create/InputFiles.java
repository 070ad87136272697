/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

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
 * The input files that earlier tries of a submission have left at Voyage. Files cost next to nothing and expire after 30 days, so that a file that cannot be deleted holds nothing up.
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
     * Files that were uploaded for the submission.
     *
     * @param since when the submission began
     * @throws VoyageException when Voyage could not be asked; may succeed later
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
                    "Files that an earlier try may have uploaded for submission {} could not be looked for; Voyage deletes them 30 days after they were made",
                    id.text(),
                    e);
        }

        return found;
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
                    "The unused files {} could not be deleted; Voyage deletes them 30 days after they were made",
                    fileIds,
                    e);
        }
    }
}
