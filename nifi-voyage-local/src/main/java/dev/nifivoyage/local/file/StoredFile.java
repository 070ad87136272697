/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.file;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.clock.Timestamps;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of a project, with its content on disk.
 *
 * @param number its place in the order of creation
 */
public record StoredFile(
        long number,
        String id,
        String project,
        String filename,
        FilePurpose purpose,
        long bytes,
        Instant createdAt,
        Instant expiresAt,
        Path path) {

    /**
     * Returns the file as it is described on disk.
     */
    ObjectNode toStored() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("number", number)
                .put("id", id)
                .put("project", project)
                .put("filename", filename)
                .put("purpose", purpose.wireName())
                .put("bytes", bytes)
                .put("created_at", createdAt.toString())
                .put("expires_at", expiresAt.toString())
                .put("content", path.getFileName().toString());
    }

    static StoredFile ofStored(final ObjectNode stored, final Path directory) {
        return new StoredFile(
                stored.get("number").longValue(),
                stored.get("id").textValue(),
                stored.get("project").textValue(),
                stored.get("filename").textValue(),
                FilePurpose.ofWireName(stored.get("purpose").textValue()).orElseThrow(),
                stored.get("bytes").longValue(),
                Instant.parse(stored.get("created_at").textValue()),
                Instant.parse(stored.get("expires_at").textValue()),
                directory.resolve(stored.get("content").textValue()));
    }

    /**
     * Returns the File object of Voyage's API, with the fields in the same order.
     */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "file")
                .put("bytes", bytes)
                .put("created_at", Timestamps.format(createdAt))
                .put("expires_at", Timestamps.format(expiresAt))
                .put("filename", filename)
                .put("purpose", purpose.wireName());
    }
}
