/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageException;

import java.util.List;
import java.util.Optional;

/**
 * Uploads a file, and deletes copies left by attempts with a lost response. Copies are identified by the filename,
 * which must be unique.
 */
final class FileTransmission {
    /** Copies were created a moment ago, and so are among the newest files. */
    private static final int NEWEST = 1000;

    private final VoyageApi api;
    private final String filename;
    private final FileContent content;
    private int attempts;

    FileTransmission(final VoyageApi api, final String filename, final FileContent content) {
        this.api = api;
        this.filename = filename;
        this.content = content;
    }

    RemoteFile send() throws VoyageException {
        attempts++;
        return api.uploadBatchInput(filename, content);
    }

    /**
     * Deletes other files with the same name.
     *
     * @return the failure of the deletion, which does not affect the file itself
     */
    Optional<VoyageException> deleteCopies(final RemoteFile file) {
        if (attempts == 1) {
            return Optional.empty();
        }

        try {
            final List<String> copies = api.listFiles(NEWEST, null).files().stream()
                    .filter(other ->
                            filename.equals(other.filename()) && !file.id().equals(other.id()))
                    .map(RemoteFile::id)
                    .toList();
            if (!copies.isEmpty()) {
                api.deleteFiles(copies);
            }
            return Optional.empty();
        } catch (final VoyageException e) {
            return Optional.of(e);
        }
    }
}
