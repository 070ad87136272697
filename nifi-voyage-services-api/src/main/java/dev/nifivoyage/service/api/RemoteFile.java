/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.time.Instant;

/**
 * A file kept by Voyage for 30 days. Source: {@code FileObject} in Voyage's API reference.
 *
 * @param id {@code file-} and 37 characters; never blank
 * @param bytes exact size
 * @param filename name given at the upload, or null
 * @param purpose {@code batch}, {@code batch-output} or {@code batch-error}, or null
 * @param createdAt time of the upload, or null
 * @param expiresAt time of its deletion by Voyage, or null
 */
public record RemoteFile(
        String id, long bytes, String filename, String purpose, Instant createdAt, Instant expiresAt) {}
