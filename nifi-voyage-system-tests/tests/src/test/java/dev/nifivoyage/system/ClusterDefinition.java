/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The flow definition {@code embed-records.json} as configured by users for a cluster. The metadata of each job has the
 * name of its file and the home of its node.
 */
final class ClusterDefinition {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SHIPPED = Path.of(System.getProperty("flow.definitions"), "embed-records.json");
    private static final String CREATE = "CreateBatchEmbedding";

    private final JsonNode definition;

    private ClusterDefinition(final JsonNode definition) {
        this.definition = definition;
    }

    static ClusterDefinition shipped() throws IOException {
        return new ClusterDefinition(JSON.readTree(SHIPPED.toFile()))
                .property("filename", "${filename}")
                .property("node", "${nifi.properties.file.path}")
                .readTimeout("5 sec");
    }

    /**
     * Sets a property of CreateBatchEmbedding.
     */
    ClusterDefinition property(final String name, final String value) {
        for (final JsonNode processor : contents("processors")) {
            if (processor.path("name").asText().equals(CREATE)) {
                ((ObjectNode) processor.path("properties")).put(name, value);
            }
        }
        return this;
    }

    // a FlowFile that moves waits for so long, and a minute, until it is sure that no call is under way
    private ClusterDefinition readTimeout(final String timeout) {
        for (final JsonNode service : contents("controllerServices")) {
            if (service.path("type").asText().endsWith(".StandardVoyageClientService")) {
                ((ObjectNode) service.path("properties")).put("Read Timeout", timeout);
            }
        }
        return this;
    }

    /**
     * Balances the connection into CreateBatchEmbedding, where its loops end: what the canvas advises against.
     */
    ClusterDefinition withBalancedInput() {
        for (final JsonNode connection : contents("connections")) {
            if (connection.path("source").path("name").asText().equals("Find small files")
                    && connection.path("destination").path("name").asText().equals(CREATE)) {
                ((ObjectNode) connection).put("loadBalanceStrategy", "ROUND_ROBIN");
            }
        }
        return this;
    }

    /**
     * Spreads what waits in {@code retry} over the nodes.
     */
    ClusterDefinition withBalancedRetry() {
        for (final JsonNode connection : contents("connections")) {
            if (connection.path("source").path("name").asText().equals(CREATE)
                    && connection.path("selectedRelationships").toString().equals("[\"retry\"]")) {
                ((ObjectNode) connection).put("loadBalanceStrategy", "ROUND_ROBIN");
            }
        }
        return this;
    }

    /**
     * Disables PollBatchStatus: jobs have FlowFiles that go nowhere.
     */
    ClusterDefinition withoutPolling() {
        for (final JsonNode processor : contents("processors")) {
            if (processor.path("name").asText().equals("PollBatchStatus")) {
                ((ObjectNode) processor).put("scheduledState", "DISABLED");
            }
        }
        return this;
    }

    Path write(final Path file) throws IOException {
        JSON.writeValue(file.toFile(), definition);
        return file;
    }

    private List<JsonNode> contents(final String kind) {
        final List<JsonNode> found = new ArrayList<>();
        collect(definition.path("flowContents"), kind, found);
        return found;
    }

    private static void collect(final JsonNode group, final String kind, final List<JsonNode> found) {
        group.path(kind).forEach(found::add);
        group.path("processGroups").forEach(child -> collect(child, kind, found));
    }
}
