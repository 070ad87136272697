/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

/**
 * Reports a line without a usable outcome, or a vector that cannot be used.
 */
public class MalformedLineException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String customId;

    MalformedLineException(final String message) {
        this(message, null, null);
    }

    MalformedLineException(final String message, final Throwable cause) {
        this(message, cause, null);
    }

    MalformedLineException(final String message, final Throwable cause, final String customId) {
        super(message, cause);
        this.customId = customId;
    }

    /**
     * Returns the custom ID of the request if it could be read, else null.
     */
    public String customId() {
        return customId;
    }
}
