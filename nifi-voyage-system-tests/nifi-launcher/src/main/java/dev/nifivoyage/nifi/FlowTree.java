/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The components of a process group and its descendants. */
final class FlowTree {

    private final NiFiRest rest;

    FlowTree(final NiFiRest rest) {
        this.rest = rest;
    }

    /**
     * Returns the entities of one kind, including those of descendants.
     *
     * @param kind {@code processors}, {@code connections}, {@code inputPorts}, {@code outputPorts}, {@code funnels} or
     *     {@code processGroups}
     */
    List<JsonNode> entities(final String groupId, final String kind) {
        final List<JsonNode> entities = new ArrayList<>();
        collect(groupId, kind, entities);
        return entities;
    }

    /** Returns the only matching entity of that kind; none or several are an error with {@code what} in its message. */
    JsonNode only(final String groupId, final String kind, final String what, final Predicate<JsonNode> accepted) {
        final List<JsonNode> found =
                entities(groupId, kind).stream().filter(accepted).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "Expected one " + what + " in group " + groupId + ", found " + found.size());
        }
        return found.getFirst();
    }

    private void collect(final String groupId, final String kind, final List<JsonNode> entities) {
        final JsonNode flow = rest.get("/flow/process-groups/" + groupId)
                .path("processGroupFlow")
                .path("flow");
        flow.path(kind).forEach(entities::add);
        for (final JsonNode group : flow.path("processGroups")) {
            collect(group.path("id").asText(), kind, entities);
        }
    }
}
