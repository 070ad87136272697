/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.file;

import java.util.Optional;

/**
 * The purpose of a file.
 */
public enum FilePurpose {
    /** Requests, uploaded by a client. */
    BATCH("batch"),
    /** Results of a batch. */
    BATCH_OUTPUT("batch-output"),
    /** Requests of a batch that failed. */
    BATCH_ERROR("batch-error");

    private final String wireName;

    FilePurpose(final String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<FilePurpose> ofWireName(final String name) {
        for (final FilePurpose purpose : values()) {
            if (purpose.wireName.equals(name)) {
                return Optional.of(purpose);
            }
        }
        return Optional.empty();
    }
}
