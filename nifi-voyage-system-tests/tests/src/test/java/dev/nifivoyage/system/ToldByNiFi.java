/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.Poll;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a user of NiFi can read about flows through its REST API: bulletins, exported flows, parameters, state,
 * counters, and provenance with attributes.
 */
final class ToldByNiFi {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final int MOST_EVENTS = 1_000;

    private final NiFiRest rest;
    private final Map<String, String> told = new TreeMap<>();

    ToldByNiFi(final NiFiRest rest) {
        this.rest = rest;
    }

    Map<String, String> all() {
        add("/flow/bulletin-board?limit=1000");
        add("/counters");
        add("/flow/parameter-contexts");
        addGroup("root");
        addProvenance();
        return told;
    }

    private JsonNode add(final String path) {
        final JsonNode content = rest.get(path);
        told.put(path, content.toString());
        return content;
    }

    private void addGroup(final String id) {
        final JsonNode flow =
                add("/flow/process-groups/" + id).path("processGroupFlow").path("flow");
        for (final JsonNode processor : flow.path("processors")) {
            final String path = "/processors/" + processor.path("id").asText();
            add(path);
            add(path + "/state");
        }
        for (final JsonNode service : rest.get(
                        "/flow/process-groups/" + id + "/controller-services" + "?includeAncestorGroups=false")
                .path("controllerServices")) {
            final String path = "/controller-services/" + service.path("id").asText();
            add(path);
            add(path + "/state");
        }
        for (final JsonNode group : flow.path("processGroups")) {
            final String groupId = group.path("id").asText();
            add("/process-groups/" + groupId + "/download?includeReferencedServices=true");
            addGroup(groupId);
        }
    }

    private void addProvenance() {
        final ObjectNode query = NiFiRest.object();
        query.putObject("provenance")
                .putObject("request")
                .put("maxResults", MOST_EVENTS)
                .put("summarize", true)
                .put("incrementalResults", false);
        final String path = "/provenance/"
                + rest.post("/provenance", query).path("provenance").path("id").asText();
        final JsonNode results = Poll.until(DEADLINE, "the provenance events", () -> {
            final JsonNode provenance = rest.get(path).path("provenance");
            return provenance.path("finished").asBoolean() ? Optional.of(provenance) : Optional.empty();
        });
        for (final JsonNode event : results.path("results").path("provenanceEvents")) {
            add("/provenance-events/" + event.path("eventId").asText());
        }
        rest.delete(path);
    }
}
