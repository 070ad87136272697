/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.SubmissionId;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deletes the files of a job from Voyage once its results are committed. Until they are deleted, the FlowFile of the
 * job stays in the queue of the processor with the attribute voyage.deletion.pending, so that neither an error of
 * Voyage nor the end of NiFi leaves files behind.
 */
public final class JobFileDeleter {
    private static final int NEWEST = 1000;

    private final VoyageClientService client;
    private final ComponentLog logger;

    public JobFileDeleter(final VoyageClientService client, final ComponentLog logger) {
        this.client = client;
        this.logger = logger;
    }

    /**
     * Returns whether the files may be deleted. They are kept while any result is in doubt, so that it can still be
     * examined or downloaded.
     *
     * @param counts lines of the result files
     * @param withoutResult number of records or texts that should have a result but have none
     */
    public static boolean mayDelete(final ResultCounts counts, final long withoutResult) {
        return counts.isClean() && withoutResult == 0;
    }

    /**
     * Returns the FlowFile to its queue until the files are deleted.
     *
     * @param flowFile FlowFile of the job, complete except for the deletion
     * @param fileIds files that were read
     */
    public static void await(
            final ProcessSession session, final FlowFile flowFile, final String batchId, final ResultFileIds fileIds) {
        final Map<String, String> attributes = new HashMap<>(fileIds.attributes());
        attributes.put(VoyageAttributes.BATCH_ID, batchId);
        attributes.put(VoyageAttributes.DELETION_PENDING, batchId);
        session.transfer(session.putAllAttributes(flowFile, attributes));
    }

    /**
     * Returns the ID of the job of which only the files remain to be deleted. The property Batch ID may have changed
     * since the results were joined; a FlowFile of a later job may have the attribute of an earlier one.
     */
    public static Optional<String> pendingJob(final FlowFile flowFile) {
        return Optional.ofNullable(flowFile.getAttribute(VoyageAttributes.DELETION_PENDING))
                .filter(batchId ->
                        !batchId.isEmpty() && batchId.equals(flowFile.getAttribute(VoyageAttributes.BATCH_ID)));
    }

    /**
     * Deletes the files, but no files of other jobs or of a job that has not ended, even if attributes of the FlowFile
     * are wrong. Also deletes copies of the input file whose upload had no response and took effect later, if they are
     * among the newest 1000 files.
     *
     * @return the FlowFile without the attribute
     * @throws VoyageException if the deletion may succeed later
     */
    public FlowFile delete(final ProcessSession session, final FlowFile flowFile, final String batchId)
            throws VoyageException {
        try {
            final Batch job = client.getBatch(batchId);
            if (job.status().phase() == BatchPhase.RUNNING) {
                logger.warn("Keeping the files of batch job {}, which has not ended", batchId);
                return withoutDeletion(session, flowFile);
            }

            final List<String> ofJob = ResultFileIds.of(job).all();
            final List<String> named = ResultFileIds.ofAttributes(flowFile::getAttribute)
                    .map(ResultFileIds::all)
                    .orElse(ofJob);
            final List<String> foreign =
                    named.stream().filter(fileId -> !ofJob.contains(fileId)).toList();
            if (!foreign.isEmpty()) {
                logger.warn(
                        "Keeping the files {}, which are in the attributes of a FlowFile of batch job {} but do not belong to this job",
                        foreign,
                        batchId);
            }
            client.deleteFiles(Stream.concat(named.stream().filter(ofJob::contains), copies(job.inputFileId()).stream())
                    .toList());
        } catch (final VoyageException e) {
            if (e.isRetryable()) {
                throw e;
            }
            logger.warn(
                    "Failed to delete the files of batch job {}; Voyage deletes them 30 days after their creation",
                    batchId,
                    e);
        }

        return withoutDeletion(session, flowFile);
    }

    /**
     * Returns a FlowFile that does not wait for the deletion.
     */
    public static FlowFile withoutDeletion(final ProcessSession session, final FlowFile flowFile) {
        return session.removeAttribute(flowFile, VoyageAttributes.DELETION_PENDING);
    }

    private List<String> copies(final String inputFileId) throws VoyageException {
        final List<RemoteFile> newest;
        try {
            newest = client.listFiles(NEWEST, null).files();
        } catch (final VoyageException e) {
            if (e.isRetryable()) {
                throw e;
            }
            logger.warn("Failed to search for copies of file {}; Voyage deletes them after 30 days", inputFileId, e);
            return List.of();
        }

        final Optional<String> filename = newest.stream()
                .filter(file -> file.id().equals(inputFileId))
                .map(RemoteFile::filename)
                .filter(SubmissionId::isFilename)
                .findFirst();
        return newest.stream()
                .filter(file -> filename.isPresent()
                        && filename.get().equals(file.filename())
                        && !file.id().equals(inputFileId))
                .map(RemoteFile::id)
                .toList();
    }
}
