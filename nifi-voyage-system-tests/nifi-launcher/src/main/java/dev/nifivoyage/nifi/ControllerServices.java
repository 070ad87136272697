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
import java.util.Map;
import java.util.Optional;

/** Creates, enables and disables controller services. */
public final class ControllerServices {

    private static final Duration STATE_DEADLINE = Duration.ofSeconds(60);
    private static final int CONFLICT = 409;

    private final NiFiRest rest;

    public ControllerServices(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Creates a service with properties by the names of the REST API or those of the web UI, and returns its ID. */
    public String create(
            final String groupId, final String type, final String name, final Map<String, String> properties) {
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("revision").put("version", 0);
        final ObjectNode component = entity.putObject("component");
        component.put("type", type);
        component.put("name", name);
        component.set(
                "bundle",
                new Bundles(rest)
                        .ofService(type)
                        .orElseThrow(() -> new IllegalArgumentException("NiFi has no controller service " + type)));
        final String id = rest.post("/process-groups/" + groupId + "/controller-services", entity)
                .path("id")
                .asText();
        configure(id, properties);
        return id;
    }

    /** Returns true if NiFi has a service of a type. */
    public boolean exists(final String type) {
        return new Bundles(rest).ofService(type).isPresent();
    }

    /** Changes properties of a disabled service, by the names of the REST API or those of the web UI. */
    public void configure(final String serviceId, final Map<String, String> properties) {
        final JsonNode service = rest.get("/controller-services/" + serviceId);
        final ObjectNode entity = NiFiRest.object();
        entity.set("revision", service.path("revision"));
        final ObjectNode component = entity.putObject("component");
        component.put("id", serviceId);
        new PropertyNames(service.path("component").path("descriptors"))
                .resolved(properties)
                .forEach(component.putObject("properties")::put);
        rest.put("/controller-services/" + serviceId, entity);
    }

    /** Returns the services of a group and its descendants, as in the REST API. */
    public List<JsonNode> of(final String groupId) {
        final List<JsonNode> services = new ArrayList<>();
        rest.get("/flow/process-groups/" + groupId
                        + "/controller-services?includeAncestorGroups=false&includeDescendantGroups=true")
                .path("controllerServices")
                .forEach(services::add);
        return services;
    }

    /** Returns the only service of a class, without its package, in a group and its descendants. */
    public JsonNode ofType(final String groupId, final String type) {
        final List<JsonNode> found = of(groupId).stream()
                .filter(service ->
                        service.path("component").path("type").asText().endsWith("." + type))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "Expected one " + type + " in group " + groupId + ", found " + found.size());
        }
        return found.getFirst();
    }

    /**
     * Enables all services of a group and its descendants, each after those that it references.
     *
     * @throws IllegalStateException with the validation errors if one cannot be enabled
     */
    public void enableAll(final String groupId) {
        reach(groupId, "ENABLED");
    }

    /** Disables all services of a group and its descendants; referencing components must be stopped. */
    public void disableAll(final String groupId) {
        reach(groupId, "DISABLED");
    }

    private void reach(final String groupId, final String wanted) {
        final List<JsonNode> left = new ArrayList<>();
        Poll.until(STATE_DEADLINE, () -> "the services to be " + wanted + ": " + described(left), () -> {
            left.clear();
            of(groupId).stream()
                    .filter(service -> !state(service).equals(wanted))
                    .forEach(left::add);
            left.stream()
                    .filter(service -> wanted.equals("ENABLED")
                            ? canBeEnabled(service)
                            : state(service).equals("ENABLED"))
                    .forEach(service -> ask(service, wanted));
            return left.isEmpty() ? Optional.of(true) : Optional.empty();
        });
    }

    private static boolean canBeEnabled(final JsonNode service) {
        // a service is not valid before the services that it references are enabled
        return state(service).equals("DISABLED")
                && service.path("component").path("validationStatus").asText().equals("VALID");
    }

    private void ask(final JsonNode service, final String wanted) {
        final ObjectNode status = NiFiRest.object();
        status.set("revision", service.path("revision"));
        status.put("state", wanted);
        try {
            rest.put("/controller-services/" + service.path("id").asText() + "/run-status", status);
        } catch (final NiFiRestException e) {
            // its state has changed since it was listed, or it is still referenced: retried in the next round
            if (e.status() != CONFLICT) {
                throw e;
            }
        }
    }

    private static String state(final JsonNode service) {
        return service.path("component").path("state").asText();
    }

    private static List<String> described(final List<JsonNode> services) {
        return services.stream()
                .map(service -> service.path("component").path("name").asText() + " is " + state(service) + " "
                        + service.path("component").path("validationErrors"))
                .toList();
    }
}
