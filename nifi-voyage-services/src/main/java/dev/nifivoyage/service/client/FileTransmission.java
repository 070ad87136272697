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
 * Uploads a file, and deletes the copies that tries left whose response was lost. The filename tells them, so it must be used for one file only.
 */
final class FileTransmission {
    /** The copies were made a moment ago, so that they are among the newest files. */
    private static final int NEWEST = 1000;

    private final VoyageApi api;
    private final String filename;
    private final FileContent content;
    private int tries;

    FileTransmission(final VoyageApi api, final String filename, final FileContent content) {
        this.api = api;
        this.filename = filename;
        this.content = content;
    }

    RemoteFile send() throws VoyageException {
        tries++;
        return api.uploadBatchInput(filename, content);
    }

    /**
     * Deletes what is named like the file and is another one.
     *
     * @return why that failed; the file itself is there all the same
     */
    Optional<VoyageException> deleteDoubles(final RemoteFile file) {
        if (tries == 1) {
            return Optional.empty();
        }

        try {
            final List<String> doubles = api.listFiles(NEWEST, null).files().stream()
                    .filter(other ->
                            filename.equals(other.filename()) && !file.id().equals(other.id()))
                    .map(RemoteFile::id)
                    .toList();
            if (!doubles.isEmpty()) {
                api.deleteFiles(doubles);
            }
            return Optional.empty();
        } catch (final VoyageException e) {
            return Optional.of(e);
        }
    }
}
