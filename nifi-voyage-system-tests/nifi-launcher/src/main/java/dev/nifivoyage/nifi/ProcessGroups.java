/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates, starts, stops and deletes process groups. */
public final class ProcessGroups {

    private static final Duration STOP_DEADLINE = Duration.ofSeconds(60);

    private final NiFiRest rest;

    public ProcessGroups(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Creates an empty group on the canvas, and returns its ID. */
    public String create(final String name) {
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("revision").put("version", 0);
        final ObjectNode component = entity.putObject("component");
        component.put("name", name);
        component.putObject("position").put("x", 0).put("y", 0);
        return rest.post("/process-groups/root/process-groups", entity)
                .path("id")
                .asText();
    }

    /** Returns the IDs of the groups on the canvas, without descendants. */
    public List<String> onCanvas() {
        final List<String> ids = new ArrayList<>();
        rest.get("/process-groups/root/process-groups")
                .path("processGroups")
                .forEach(group -> ids.add(group.path("id").asText()));
        return ids;
    }

    /** Starts all processors and ports of the group and its descendants. */
    public void start(final String groupId) {
        schedule(groupId, "RUNNING");
    }

    /** Stops all processors and ports without waiting for their threads. */
    public void askToStop(final String groupId) {
        schedule(groupId, "STOPPED");
    }

    /** Stops all processors and ports, and waits for their threads. */
    public void stop(final String groupId) {
        askToStop(groupId);
        Poll.until(
                STOP_DEADLINE,
                "the threads of group " + groupId + " to end",
                () -> status(groupId).path("activeThreadCount").asInt() == 0 ? Optional.of(true) : Optional.empty());
    }

    /**
     * Returns the status of the last five minutes, including descendants: {@code flowFilesQueued},
     * {@code activeThreadCount}, {@code processorStatusSnapshots}…
     */
    public JsonNode status(final String groupId) {
        return rest.get("/flow/process-groups/" + groupId + "/status?recursive=true")
                .path("processGroupStatus")
                .path("aggregateSnapshot");
    }

    /** Stops the group, empties its queues, disables its services, and deletes it. */
    public void delete(final String groupId) {
        stop(groupId);
        new Queues(rest).dropAll(groupId);
        new ControllerServices(rest).disableAll(groupId);
        final long version = rest.get("/process-groups/" + groupId)
                .path("revision")
                .path("version")
                .asLong();
        rest.delete("/process-groups/" + groupId + "?version=" + version);
    }

    private void schedule(final String groupId, final String state) {
        final ObjectNode schedule = NiFiRest.object();
        schedule.put("id", groupId);
        schedule.put("state", state);
        rest.put("/flow/process-groups/" + groupId, schedule);
    }
}
