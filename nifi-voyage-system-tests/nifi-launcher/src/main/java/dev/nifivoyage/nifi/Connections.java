/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/** Connects processors and finds connections. */
public final class Connections {

    private final NiFiRest rest;

    public Connections(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Connects two processors of a group, and returns the ID of the connection. */
    public String connect(
            final String groupId, final String sourceId, final String destinationId, final List<String> relationships) {
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("revision").put("version", 0);
        final ObjectNode component = entity.putObject("component");
        component
                .putObject("source")
                .put("id", sourceId)
                .put("groupId", groupId)
                .put("type", "PROCESSOR");
        component
                .putObject("destination")
                .put("id", destinationId)
                .put("groupId", groupId)
                .put("type", "PROCESSOR");
        final ArrayNode selected = component.putArray("selectedRelationships");
        relationships.forEach(selected::add);
        return rest.post("/process-groups/" + groupId + "/connections", entity)
                .path("id")
                .asText();
    }

    /**
     * Returns the ID of the only connection with a relationship of the named processor, in the group and its
     * descendants.
     */
    public String from(final String groupId, final String sourceName, final String relationship) {
        return new FlowTree(rest)
                .only(
                        groupId,
                        "connections",
                        "connection from " + sourceName + " for " + relationship,
                        connection -> isFrom(connection.path("component"), sourceName, relationship))
                .path("id")
                .asText();
    }

    /** Returns the ID of the only connection into the named processor, in the group and its descendants. */
    public String into(final String groupId, final String destinationName) {
        return new FlowTree(rest)
                .only(
                        groupId,
                        "connections",
                        "connection into " + destinationName,
                        connection -> connection
                                .path("component")
                                .path("destination")
                                .path("name")
                                .asText()
                                .equals(destinationName))
                .path("id")
                .asText();
    }

    private static boolean isFrom(final JsonNode connection, final String sourceName, final String relationship) {
        if (!connection.path("source").path("name").asText().equals(sourceName)) {
            return false;
        }
        for (final JsonNode selected : connection.path("selectedRelationships")) {
            if (selected.asText().equals(relationship)) {
                return true;
            }
        }
        return false;
    }
}
