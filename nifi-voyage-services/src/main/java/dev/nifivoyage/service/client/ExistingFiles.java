/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.api.VoyageException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Leaves out files that are gone: Voyage deletes all of a list or nothing.
 */
final class ExistingFiles {
    private static final int NOT_FOUND = 404;

    private final VoyageApi api;
    private final Retries retries;

    ExistingFiles(final VoyageApi api, final Retries retries) {
        this.api = api;
        this.retries = retries;
    }

    List<String> of(final Collection<String> fileIds) throws VoyageException {
        final List<String> existing = new ArrayList<>();
        for (final String fileId : fileIds) {
            if (exists(fileId)) {
                existing.add(fileId);
            }
        }

        return existing;
    }

    private boolean exists(final String fileId) throws VoyageException {
        try {
            retries.repeat(() -> api.getFile(fileId));
            return true;
        } catch (final VoyageException e) {
            if (e.statusCode().isPresent() && e.statusCode().getAsInt() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
