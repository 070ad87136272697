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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets parameters of a parameter context, including sensitive ones. */
public final class ParameterContexts {

    /** NiFi restarts the components that use the parameter before it responds. */
    private static final Duration UPDATE_DEADLINE = Duration.ofSeconds(60);

    private final NiFiRest rest;

    public ParameterContexts(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Returns the ID of the parameter context of a group. */
    public String ofGroup(final String groupId) {
        final JsonNode context =
                rest.get("/process-groups/" + groupId).path("component").path("parameterContext");
        if (!context.hasNonNull("id")) {
            throw new IllegalArgumentException("Group " + groupId + " has no parameter context");
        }
        return context.path("id").asText();
    }

    /**
     * Creates a context that inherits from another one and overrides some of its parameters, and returns its ID.
     *
     * @param values values of parameters that are not sensitive
     */
    public String inherit(final String name, final String contextId, final Map<String, String> values) {
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("revision").put("version", 0);
        final ObjectNode component = entity.putObject("component");
        component.put("name", name);
        final ObjectNode inherited =
                component.putArray("inheritedParameterContexts").addObject().put("id", contextId);
        inherited.putObject("component").put("id", contextId);
        final ArrayNode parameters = component.putArray("parameters");
        values.forEach((parameter, value) -> parameters
                .addObject()
                .putObject("parameter")
                .put("name", parameter)
                .put("value", value)
                .put("sensitive", false));
        return rest.post("/parameter-contexts", entity).path("id").asText();
    }

    /** Gives a group and its descendants a context. */
    public void apply(final String groupId, final String contextId) {
        final ObjectNode entity = NiFiRest.object();
        entity.set("revision", rest.get("/process-groups/" + groupId).path("revision"));
        entity.put("processGroupUpdateStrategy", "ALL_DESCENDANTS");
        entity.putObject("component")
                .put("id", groupId)
                .putObject("parameterContext")
                .put("id", contextId);
        rest.put("/process-groups/" + groupId, entity);
    }

    /**
     * Sets the values of existing parameters, each in the context that has it: the given one, or one from which it
     * inherits. Descriptions and sensitivity are kept.
     *
     * @param contextId ID of the parameter context
     * @param values new values by name of the parameter
     * @throws IllegalArgumentException if no context has one of the parameters
     */
    public void set(final String contextId, final Map<String, String> values) {
        final Map<String, String> missing = new HashMap<>(values);
        final Deque<String> contexts = new ArrayDeque<>(List.of(contextId));
        while (!missing.isEmpty() && !contexts.isEmpty()) {
            final JsonNode context = rest.get("/parameter-contexts/" + contexts.remove());
            setOwn(context, missing);
            for (final JsonNode inherited : context.path("component").path("inheritedParameterContexts")) {
                contexts.add(inherited.path("id").asText());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "Neither parameter context %s nor one from which it inherits has the parameters %s"
                            .formatted(contextId, missing.keySet()));
        }
    }

    /** Sets the parameters of a context, and removes them from the values. */
    private void setOwn(final JsonNode context, final Map<String, String> values) {
        final String contextId = context.path("id").asText();
        final ObjectNode update = NiFiRest.object();
        update.set("revision", context.path("revision"));
        update.put("id", contextId);
        final ObjectNode component = update.putObject("component");
        component.put("id", contextId);
        component.set("name", context.path("component").path("name"));
        component.set("inheritedParameterContexts", context.path("component").path("inheritedParameterContexts"));
        final ArrayNode parameters = component.putArray("parameters");
        for (final JsonNode entity : context.path("component").path("parameters")) {
            final JsonNode known = entity.path("parameter");
            final String name = known.path("name").asText();
            if (values.containsKey(name)) {
                final ObjectNode parameter = parameters.addObject().putObject("parameter");
                parameter.put("name", name);
                parameter.put("value", values.remove(name));
                parameter.set("sensitive", known.path("sensitive"));
                parameter.set("description", known.path("description"));
            }
        }
        if (parameters.isEmpty()) {
            return;
        }
        Poll.until(
                UPDATE_DEADLINE,
                () -> "the nodes to take the parameters of "
                        + context.path("component").path("name").asText(),
                () -> await(
                                contextId,
                                rest.post("/parameter-contexts/" + contextId + "/update-requests", update)
                                        .path("request")
                                        .path("requestId")
                                        .asText())
                        ? Optional.of(true)
                        : Optional.empty());
    }

    /** Returns false if a node was connecting, and the update must be repeated. */
    private boolean await(final String contextId, final String requestId) {
        final String path = "/parameter-contexts/" + contextId + "/update-requests/" + requestId;
        final JsonNode request = Poll.until(
                UPDATE_DEADLINE,
                "the update of parameter context " + contextId,
                () -> Optional.of(rest.get(path).path("request"))
                        .filter(state -> state.path("complete").asBoolean()));
        rest.delete(path);
        final String failure = request.path("failureReason").asText("");
        if (!failure.isEmpty() && !failure.contains(NiFiRest.NODE_CONNECTS)) {
            throw new IllegalStateException("The parameters were not set: " + failure);
        }
        return failure.isEmpty();
    }
}
