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
 * The list of jobs ended in a way that leaves open whether it was whole. Asking again later may help; what is not on the list may exist all the same.
 */
public final class IncompleteListException extends VoyageException {
    private static final long serialVersionUID = 1L;

    IncompleteListException(final String reason) {
        super("GET /v1/batches", new IOException("the list of jobs is incomplete: " + reason));
    }
}
