/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The queues of connections. */
public final class Queues {

    private static final Duration REQUEST_DEADLINE = Duration.ofSeconds(60);

    private final NiFiRest rest;

    public Queues(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Returns the number of queued FlowFiles. */
    public int count(final String connectionId) {
        return rest.get("/flow/connections/" + connectionId + "/status")
                .path("connectionStatus")
                .path("aggregateSnapshot")
                .path("flowFilesQueued")
                .asInt();
    }

    /** Returns the connections of a group and its descendants that hold FlowFiles, as in the REST API. */
    public List<JsonNode> waiting(final String groupId) {
        return new FlowTree(rest)
                .entities(groupId, "connections").stream()
                        .filter(connection -> connection
                                        .path("status")
                                        .path("aggregateSnapshot")
                                        .path("flowFilesQueued")
                                        .asInt()
                                > 0)
                        .toList();
    }

    /** Waits for a minimum number of queued FlowFiles. */
    public void awaitCount(final String connectionId, final int atLeast, final Duration deadline) {
        Poll.until(
                deadline,
                () -> atLeast + " FlowFiles in connection " + connectionId + ", which holds " + count(connectionId),
                () -> count(connectionId) >= atLeast ? Optional.of(true) : Optional.empty());
    }

    /** Returns the first FlowFiles of the queue, at most 100 as in NiFi, without those being processed. */
    public List<QueuedFlowFile> list(final String connectionId) {
        final List<QueuedFlowFile> flowFiles = new ArrayList<>();
        for (final JsonNode summary : finished(connectionId, "listing").path("flowFileSummaries")) {
            flowFiles.add(new QueuedFlowFile(
                    connectionId,
                    summary.path("uuid").asText(),
                    summary.path("filename").asText(),
                    summary.path("size").asLong()));
        }
        return flowFiles;
    }

    /** Returns the attributes of a FlowFile by name. */
    public Map<String, String> attributes(final QueuedFlowFile flowFile) {
        final Map<String, String> attributes = new TreeMap<>();
        for (final Map.Entry<String, JsonNode> field :
                rest.get(path(flowFile)).path("flowFile").path("attributes").properties()) {
            attributes.put(field.getKey(), field.getValue().asText());
        }
        return attributes;
    }

    /** Returns the content of a FlowFile, to be closed by the caller. */
    public InputStream content(final QueuedFlowFile flowFile) {
        return rest.stream(path(flowFile) + "/content");
    }

    /** Empties the queue of a connection. */
    public void drop(final String connectionId) {
        finished(connectionId, "drop");
    }

    /** Empties the queues of all connections of a group and its descendants. */
    public void dropAll(final String groupId) {
        new FlowTree(rest)
                .entities(groupId, "connections")
                .forEach(connection -> drop(connection.path("id").asText()));
    }

    private static String path(final QueuedFlowFile flowFile) {
        return "/flowfile-queues/" + flowFile.connectionId() + "/flowfiles/" + flowFile.uuid();
    }

    private JsonNode finished(final String connectionId, final String kind) {
        final String requests = "/flowfile-queues/" + connectionId + "/" + kind + "-requests";
        final String member = kind + "Request";
        final String path = requests + "/"
                + rest.post(requests, NiFiRest.object()).path(member).path("id").asText();
        final JsonNode request = Poll.until(
                REQUEST_DEADLINE,
                "the " + kind + " request of connection " + connectionId,
                () -> Optional.of(rest.get(path).path(member))
                        .filter(state -> state.path("finished").asBoolean()));
        rest.delete(path);
        if (request.hasNonNull("failureReason")) {
            throw new IllegalStateException("The " + kind + " request of connection " + connectionId + " failed: "
                    + request.path("failureReason").asText());
        }
        return request;
    }
}
