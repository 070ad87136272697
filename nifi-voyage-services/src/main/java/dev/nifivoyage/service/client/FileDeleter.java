/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.StopSignal;
import dev.nifivoyage.service.api.VoyageException;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Deletes files of which some may no longer exist: Voyage deletes either all files of a list or none, so that missing
 * files must be left out.
 */
final class FileDeleter {
    private final VoyageApi api;
    private final Retries retries;
    private final StopSignal signal = StopSignal.ofThisThread();

    FileDeleter(final VoyageApi api, final Retries retries) {
        this.api = api;
        this.retries = retries;
    }

    /**
     * Deletes the existing files. Each call is retried by itself, and a deletion only after another look: an earlier
     * attempt may have succeeded, and its response been lost.
     */
    void delete(final Collection<String> fileIds) throws VoyageException {
        List<String> existing = existing(fileIds);
        int failures = 0;
        while (!existing.isEmpty()) {
            try {
                api.deleteFiles(existing);
                return;
            } catch (final VoyageException e) {
                failures++;
                if (Retries.isSilence(e) || !retries.awaitRetry(e, failures, signal)) {
                    throw e;
                }
                existing = existing(existing);
            }
        }
    }

    private List<String> existing(final Collection<String> fileIds) throws VoyageException {
        final List<String> existing = new ArrayList<>();
        for (final String fileId : fileIds) {
            if (retries.execute(() -> exists(fileId))) {
                existing.add(fileId);
            }
        }
        return existing;
    }

    private boolean exists(final String fileId) throws VoyageException {
        try {
            api.getFile(fileId);
            return true;
        } catch (final VoyageException e) {
            if (e.statusCode().orElse(0) == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
