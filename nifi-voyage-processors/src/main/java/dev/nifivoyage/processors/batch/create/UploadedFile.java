/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.VoyageAttributes;

import java.time.Instant;
import java.util.Map;

/**
 * An input file at Voyage that has no job yet.
 *
 * @param fileId ID at Voyage
 * @param fingerprint {@link Fingerprint} of its requests
 * @param uploadedAt time of the upload
 */
record UploadedFile(String fileId, String fingerprint, Instant uploadedAt) {

    Map<String, String> attributes() {
        return Map.of(
                VoyageAttributes.INPUT_FILE_ID, fileId,
                VoyageAttributes.INPUT_FILE_FINGERPRINT, fingerprint,
                VoyageAttributes.INPUT_FILE_UPLOADED_AT, uploadedAt.toString());
    }
}
