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

/** Creates, finds, configures, starts and stops single processors. */
public final class Processors {

    private static final Duration VALIDATION = Duration.ofSeconds(60);
    private static final Duration STOPPING = Duration.ofSeconds(60);

    private final NiFiRest rest;

    public Processors(final NiFiRest rest) {
        this.rest = rest;
    }

    /**
     * A processor to create.
     *
     * @param properties values by the names of the REST API or those of the web UI
     * @param schedulingPeriod such as {@code 1 sec}
     * @param terminated auto-terminated relationships
     */
    public record NewProcessor(
            String type,
            String name,
            Map<String, String> properties,
            String schedulingPeriod,
            List<String> terminated) {}

    /**
     * Creates a stopped processor, and returns its ID.
     */
    public String create(final String groupId, final NewProcessor processor) {
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("revision").put("version", 0);
        final ObjectNode component = entity.putObject("component");
        component.put("type", processor.type());
        component.put("name", processor.name());
        component.set("bundle", new Bundles(rest).ofProcessor(processor.type()));
        component.putObject("position").put("x", 0).put("y", 0);
        final ObjectNode configuration = component.putObject("config");
        configuration.put("schedulingPeriod", processor.schedulingPeriod());
        final ArrayNode relationships = configuration.putArray("autoTerminatedRelationships");
        processor.terminated().forEach(relationships::add);
        final String id = rest.post("/process-groups/" + groupId + "/processors", entity)
                .path("id")
                .asText();
        configure(id, processor.properties());
        return id;
    }

    /** Returns the processors of a group and its descendants, as in the REST API. */
    public List<JsonNode> of(final String groupId) {
        return new FlowTree(rest).entities(groupId, "processors");
    }

    /** Returns the ID of the only processor with that name in the group and its descendants. */
    public String named(final String groupId, final String name) {
        return new FlowTree(rest)
                .only(
                        groupId,
                        "processors",
                        "processor named " + name,
                        processor -> processor
                                .path("component")
                                .path("name")
                                .asText()
                                .equals(name))
                .path("id")
                .asText();
    }

    /**
     * Changes properties of a stopped processor, by the names of the REST API or those of the web UI; a null value
     * removes a property.
     */
    public void configure(final String processorId, final Map<String, String> properties) {
        final JsonNode processor = rest.get("/processors/" + processorId);
        final PropertyNames names =
                new PropertyNames(processor.path("component").path("config").path("descriptors"));
        final ObjectNode entity = revised(processor);
        names.resolved(properties)
                .forEach(entity.putObject("component")
                        .put("id", processorId)
                        .putObject("config")
                        .putObject("properties")::put);
        rest.put("/processors/" + processorId, entity);
    }

    /**
     * Configures the retry of a stopped processor for relationships, with a first penalty of one second.
     *
     * @param relationships names of the relationships
     * @param tries number of retries
     */
    public void retry(final String processorId, final List<String> relationships, final int tries) {
        final ObjectNode entity = revised(rest.get("/processors/" + processorId));
        final ObjectNode configuration =
                entity.putObject("component").put("id", processorId).putObject("config");
        configuration
                .put("retryCount", tries)
                .put("backoffMechanism", "PENALIZE_FLOWFILE")
                .put("maxBackoffPeriod", "10 mins");
        relationships.forEach(configuration.putArray("retriedRelationships")::add);
        rest.put("/processors/" + processorId, entity);
    }

    /** Sets the penalty duration of a stopped processor, for example {@code 1 sec}. */
    public void penalize(final String processorId, final String duration) {
        final ObjectNode entity = revised(rest.get("/processors/" + processorId));
        entity.putObject("component").put("id", processorId).putObject("config").put("penaltyDuration", duration);
        rest.put("/processors/" + processorId, entity);
    }

    /** Sets the yield duration of a stopped processor, for example {@code 1 sec}. */
    public void yieldFor(final String processorId, final String duration) {
        final ObjectNode entity = revised(rest.get("/processors/" + processorId));
        entity.putObject("component").put("id", processorId).putObject("config").put("yieldDuration", duration);
        rest.put("/processors/" + processorId, entity);
    }

    /** Sets the number of threads that may run a stopped processor at the same time. */
    public void concurrentTasks(final String processorId, final int tasks) {
        configure(processorId, "concurrentlySchedulableTaskCount", tasks);
    }

    /** Sets the time for which a stopped processor that supports it may process further FlowFiles at once. */
    public void runDuration(final String processorId, final Duration duration) {
        configure(processorId, "runDurationMillis", Math.toIntExact(duration.toMillis()));
    }

    private void configure(final String processorId, final String setting, final int value) {
        final ObjectNode entity = revised(rest.get("/processors/" + processorId));
        entity.putObject("component").put("id", processorId).putObject("config").put(setting, value);
        rest.put("/processors/" + processorId, entity);
    }

    /** Terminates the threads of a stopped processor, like "Terminate" in the web UI. */
    public void terminate(final String processorId) {
        rest.delete("/processors/" + processorId + "/threads");
    }

    /** Returns the number of active threads of a processor, including terminated ones that have not ended. */
    public int threads(final String processorId) {
        final JsonNode status =
                rest.get("/processors/" + processorId).path("status").path("aggregateSnapshot");
        return status.path("activeThreadCount").asInt()
                + status.path("terminatedThreadCount").asInt();
    }

    public void start(final String processorId) {
        run(processorId, "RUNNING");
    }

    /** Stops a processor, and waits for its threads. */
    public void stop(final String processorId) {
        run(processorId, "STOPPED");
        Poll.until(
                STOPPING,
                "processor " + processorId + " to stop",
                () -> isStopped(rest.get("/processors/" + processorId)) ? Optional.of(true) : Optional.empty());
    }

    /** Stops a processor without waiting for its threads. */
    public void askToStop(final String processorId) {
        run(processorId, "STOPPED");
    }

    /** Enables a disabled processor, which is then stopped, and waits for its validation, as the web UI does. */
    public void enable(final String processorId) {
        run(processorId, "STOPPED");
        Poll.until(
                VALIDATION,
                "processor " + processorId + " to be valid",
                () -> rest.get("/processors/" + processorId)
                                .path("component")
                                .path("validationStatus")
                                .asText()
                                .equals("VALID")
                        ? Optional.of(true)
                        : Optional.empty());
    }

    /** Runs a stopped processor once. */
    public void runOnce(final String processorId) {
        run(processorId, "RUN_ONCE");
    }

    private static boolean isStopped(final JsonNode processor) {
        return processor.path("component").path("state").asText().equals("STOPPED")
                && processor
                                .path("status")
                                .path("aggregateSnapshot")
                                .path("activeThreadCount")
                                .asInt()
                        == 0;
    }

    private void run(final String processorId, final String state) {
        final ObjectNode status = revised(rest.get("/processors/" + processorId));
        status.put("state", state);
        rest.put("/processors/" + processorId + "/run-status", status);
    }

    private static ObjectNode revised(final JsonNode processor) {
        final ObjectNode entity = NiFiRest.object();
        entity.set("revision", processor.path("revision"));
        entity.set("id", processor.path("id"));
        return entity;
    }
}
