/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;

import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes files of which some may no longer exist: Voyage deletes either all files of a list or none, so that missing
 * files must be left out.
 */
final class FileDeleter {
    private final VoyageApi api;

    FileDeleter(final VoyageApi api) {
        this.api = api;
    }

    /**
     * Deletes the existing files; may be repeated, even if an earlier attempt succeeded and its response was lost.
     */
    List<String> delete(final Collection<String> fileIds) throws VoyageException {
        final Set<String> existing = new LinkedHashSet<>();
        for (final String fileId : fileIds) {
            if (exists(fileId)) {
                existing.add(fileId);
            }
        }
        if (!existing.isEmpty()) {
            api.deleteFiles(existing);
        }

        return List.copyOf(existing);
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
