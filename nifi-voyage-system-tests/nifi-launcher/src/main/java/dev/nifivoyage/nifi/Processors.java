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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes processors, finds them by name, changes, starts and stops a single one. */
public final class Processors {

    private static final Duration STOPPING = Duration.ofSeconds(60);

    private final NiFiRest rest;

    public Processors(final NiFiRest rest) {
        this.rest = rest;
    }

    /**
     * Makes a stopped processor and returns its id.
     *
     * @param schedulingPeriod as NiFi writes it, for instance {@code 1 sec}
     * @param terminated relationships that end here
     */
    public String create(final String groupId, final String type, final String name, final Map<String, String> properties, final String schedulingPeriod, final List<String> terminated) {
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("revision").put("version", 0);
        final ObjectNode component = entity.putObject("component");
        component.put("type", type);
        component.put("name", name);
        component.set("bundle", new Bundles(rest).ofProcessor(type));
        component.putObject("position").put("x", 0).put("y", 0);
        final ObjectNode configuration = component.putObject("config");
        properties.forEach(configuration.putObject("properties")::put);
        configuration.put("schedulingPeriod", schedulingPeriod);
        final ArrayNode relationships = configuration.putArray("autoTerminatedRelationships");
        terminated.forEach(relationships::add);
        return rest.post("/process-groups/" + groupId + "/processors", entity).path("id").asText();
    }

    /** Id of the only processor with that name in the group or the groups within it. */
    public String named(final String groupId, final String name) {
        return new FlowTree(rest).only(groupId, "processors", "processor named " + name, processor -> processor.path("component").path("name").asText().equals(name)).path("id").asText();
    }

    /** Changes properties of a stopped processor; a null value takes a property away. */
    public void configure(final String processorId, final Map<String, String> properties) {
        final ObjectNode entity = revised(processorId);
        final ObjectNode component = entity.putObject("component");
        component.put("id", processorId);
        properties.forEach(component.putObject("config").putObject("properties")::put);
        rest.put("/processors/" + processorId, entity);
    }

    public void start(final String processorId) {
        run(processorId, "RUNNING");
    }

    /** Stops a processor, and waits until none of its threads works any more. */
    public void stop(final String processorId) {
        run(processorId, "STOPPED");
        Poll.until(STOPPING, "processor " + processorId + " to stop", () -> isStopped(rest.get("/processors/" + processorId)) ? Optional.of(true) : Optional.empty());
    }

    /** Triggers a stopped processor a single time. */
    public void runOnce(final String processorId) {
        run(processorId, "RUN_ONCE");
    }

    private static boolean isStopped(final JsonNode processor) {
        return processor.path("component").path("state").asText().equals("STOPPED") && processor.path("status").path("aggregateSnapshot").path("activeThreadCount").asInt() == 0;
    }

    private void run(final String processorId, final String state) {
        final ObjectNode status = revised(processorId);
        status.put("state", state);
        rest.put("/processors/" + processorId + "/run-status", status);
    }

    private ObjectNode revised(final String processorId) {
        final JsonNode processor = rest.get("/processors/" + processorId);
        final ObjectNode entity = NiFiRest.object();
        entity.set("revision", processor.path("revision"));
        entity.put("id", processorId);
        return entity;
    }
}
