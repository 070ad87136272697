/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.util.List;

/**
 * Deletes the files of a job from Voyage once its results are committed.
 */
public final class JobFileDeleter {
    private final VoyageClientService client;
    private final ComponentLog logger;

    public JobFileDeleter(final VoyageClientService client, final ComponentLog logger) {
        this.client = client;
        this.logger = logger;
    }

    /**
     * Commits the session and then deletes the files. Keeps them while any result is in doubt, so that it can still be
     * examined or downloaded, and keeps files of other jobs, whatever the attributes of the FlowFile say.
     *
     * @param counts lines of the result files
     * @param withoutResult number of records or texts that should have a result but have none
     */
    public void deleteAfterCommit(
            final ProcessSession session,
            final String batchId,
            final ResultFileIds fileIds,
            final ResultCounts counts,
            final long withoutResult) {
        if (counts.isClean() && withoutResult == 0) {
            session.commitAsync(() -> delete(batchId, fileIds));
        }
    }

    private void delete(final String batchId, final ResultFileIds fileIds) {
        try {
            final List<String> ofJob =
                    ResultFileIds.of(client.getBatch(batchId)).all();
            final List<String> foreign = fileIds.all().stream()
                    .filter(fileId -> !ofJob.contains(fileId))
                    .toList();
            if (!foreign.isEmpty()) {
                logger.warn(
                        "Keeping the files {}, which are in the attributes of a FlowFile of batch job {} but do not belong to this job",
                        foreign,
                        batchId);
            }
            client.deleteFiles(fileIds.all().stream().filter(ofJob::contains).toList());
        } catch (final VoyageException e) {
            logger.warn(
                    "Failed to delete the files {} of batch job {}; Voyage deletes them 30 days after their creation",
                    fileIds.all(),
                    batchId,
                    e);
        }
    }
}
