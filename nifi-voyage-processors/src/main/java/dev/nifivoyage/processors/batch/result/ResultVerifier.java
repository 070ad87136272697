/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.poll.JobVerifier;
import dev.nifivoyage.processors.verification.StepResult;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Verifies that the results of a job can be found, with at most one call, which is free, and that there is space for
 * them. No result is downloaded.
 */
public final class ResultVerifier {
    public static final String FIND_RESULTS = "Find Results";
    public static final String TEMPORARY_DIRECTORY = "Temporary Directory";

    private static final long MEBIBYTE = 1024 * 1024;

    private ResultVerifier() {}

    /**
     * Finds the results as for a FlowFile with these attributes.
     *
     * @param batchId may be empty
     */
    public static ConfigVerificationResult verify(
            final VoyageClientService client,
            final String batchId,
            final Map<String, String> attributes,
            final ComponentLog logger) {
        try {
            final ResultLocation location = ResultLocation.find(client, batchId, attributes);
            return StepResult.successful(
                    FIND_RESULTS,
                    "The results of %s are in %d %s: %d requests of %s have ended"
                            .formatted(
                                    batchId,
                                    location.fileIds().results().size(),
                                    location.fileIds().results().size() == 1 ? "file" : "files",
                                    location.ended(),
                                    location.endpoint().path()));
        } catch (final MissingBatchIdException e) {
            return StepResult.skipped(FIND_RESULTS, JobVerifier.WITHOUT_JOB);
        } catch (final JobNotEndedException e) {
            return StepResult.skipped(FIND_RESULTS, e.getMessage());
        } catch (final VoyageException | IllegalArgumentException e) {
            logger.debug("Failed to find the results of {}", batchId, e);
            return StepResult.failed(FIND_RESULTS, e.getMessage());
        }
    }

    /**
     * Verifies the directory in which results wait until they are joined.
     */
    public static ConfigVerificationResult verifyDirectory(final Path directory) {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            return StepResult.failed(
                    TEMPORARY_DIRECTORY, "%s is not a directory that NiFi can write to".formatted(directory));
        }

        try {
            return StepResult.successful(
                    TEMPORARY_DIRECTORY,
                    "%s has %,d MB of free space; 100,000 vectors of 1024 floats need 1.3 to 2.2 GB"
                            .formatted(directory, Files.getFileStore(directory).getUsableSpace() / MEBIBYTE));
        } catch (final IOException e) {
            return StepResult.failed(TEMPORARY_DIRECTORY, e.toString());
        }
    }
}
