/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.api.VoyageException;

/**
 * A job that was not made.
 */
public class SubmissionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient UploadedFile uploadedFile;

    SubmissionException(final VoyageException cause, final UploadedFile uploadedFile) {
        super(cause.getMessage(), cause);
        this.uploadedFile = uploadedFile;
    }

    @Override
    public synchronized VoyageException getCause() {
        return (VoyageException) super.getCause();
    }

    /**
     * The file that is at Voyage all the same and may serve the next try, or null.
     */
    public UploadedFile uploadedFile() {
        return uploadedFile;
    }
}
