/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.job;

import dev.nifivoyage.service.api.VoyageException;

import java.io.IOException;

/**
 * Reports a list of jobs that may be incomplete. Retrieving it again later may help; a job that is not in the list may
 * still exist.
 */
public final class IncompleteListException extends VoyageException {
    private static final long serialVersionUID = 1L;

    IncompleteListException(final String reason) {
        super("GET /v1/batches", new IOException("the list of jobs is incomplete: " + reason));
    }
}
