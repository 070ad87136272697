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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * Sets the values of existing parameters; descriptions and sensitivity are kept.
     *
     * @param contextId ID of the parameter context
     * @param values new values by name of the parameter
     * @throws IllegalArgumentException if the context lacks one of the parameters
     */
    public void set(final String contextId, final Map<String, String> values) {
        final JsonNode context = rest.get("/parameter-contexts/" + contextId);
        final ObjectNode update = NiFiRest.object();
        update.set("revision", context.path("revision"));
        update.put("id", contextId);
        final ObjectNode component = update.putObject("component");
        component.put("id", contextId);
        component.set("name", context.path("component").path("name"));
        final ArrayNode parameters = component.putArray("parameters");
        final Set<String> missing = new HashSet<>(values.keySet());
        for (final JsonNode entity : context.path("component").path("parameters")) {
            final JsonNode known = entity.path("parameter");
            final String name = known.path("name").asText();
            if (missing.remove(name)) {
                final ObjectNode parameter = parameters.addObject().putObject("parameter");
                parameter.put("name", name);
                parameter.put("value", values.get(name));
                parameter.set("sensitive", known.path("sensitive"));
                parameter.set("description", known.path("description"));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("The parameter context "
                    + context.path("component").path("name").asText() + " has no parameter " + missing);
        }
        Poll.until(
                UPDATE_DEADLINE,
                () -> "the nodes to take the parameters " + values.keySet(),
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
