/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Imports a flow definition, like "Import from file" of the web UI. */
public final class FlowImport {

    private final NiFiRest rest;

    public FlowImport(final NiFiRest rest) {
        this.rest = rest;
    }

    /**
     * Creates a process group from a flow definition.
     *
     * @param parentGroupId ID of the parent group, {@code root} for the canvas
     * @param definition a JSON file as written by "Download flow definition"
     * @param name name of the new group
     * @return ID of the new group
     */
    public String upload(final String parentGroupId, final Path definition, final String name) {
        final Multipart form = new Multipart();
        Map.of(
                        "groupName",
                        name,
                        "positionX",
                        "0",
                        "positionY",
                        "0",
                        "clientId",
                        UUID.randomUUID().toString(),
                        "disconnectNode",
                        "true")
                .forEach(form::field);
        try {
            form.file("file", definition.getFileName().toString(), Files.readAllBytes(definition));
        } catch (final IOException e) {
            throw new UncheckedIOException("Cannot read the flow definition " + definition, e);
        }
        return rest.post("/process-groups/" + parentGroupId + "/process-groups/upload", form.contentType(), form.body())
                .path("id")
                .asText();
    }
}
