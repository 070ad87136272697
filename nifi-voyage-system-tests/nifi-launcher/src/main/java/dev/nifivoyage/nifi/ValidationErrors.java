/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The validation errors of the components of a group. */
public final class ValidationErrors {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final NiFiRest rest;

    public ValidationErrors(final NiFiRest rest) {
        this.rest = rest;
    }

    /**
     * Returns one line per error, starting with the name of the component, for all processors, ports and controller
     * services of the group and its descendants. Waits for running validations.
     */
    public List<String> of(final String groupId) {
        return Poll.until(DEADLINE, "the validation of group " + groupId + " to end", () -> {
            final List<JsonNode> components = components(groupId);
            final boolean busy = components.stream()
                    .anyMatch(component ->
                            component.path("validationStatus").asText().equals("VALIDATING"));
            return busy ? Optional.empty() : Optional.of(errors(components));
        });
    }

    /**
     * Waits until there are no errors; validation runs asynchronously after a change.
     *
     * @throws IllegalStateException with the remaining errors if the time is up
     */
    public void awaitNone(final String groupId) {
        final List<String> last = new ArrayList<>();
        Poll.until(DEADLINE, () -> "group " + groupId + " to be valid: " + last, () -> {
            last.clear();
            last.addAll(of(groupId));
            return last.isEmpty() ? Optional.of(true) : Optional.empty();
        });
    }

    private List<JsonNode> components(final String groupId) {
        final FlowTree tree = new FlowTree(rest);
        final List<JsonNode> components = new ArrayList<>();
        for (final String kind : List.of("processors", "inputPorts", "outputPorts")) {
            tree.entities(groupId, kind).stream()
                    .map(entity -> entity.path("component"))
                    // NiFi does not validate disabled ones
                    .filter(component -> !component.path("state").asText().equals("DISABLED"))
                    .forEach(components::add);
        }
        new ControllerServices(rest).of(groupId).forEach(entity -> components.add(entity.path("component")));
        return components;
    }

    private static List<String> errors(final List<JsonNode> components) {
        final List<String> errors = new ArrayList<>();
        for (final JsonNode component : components) {
            for (final JsonNode error : component.path("validationErrors")) {
                errors.add(component.path("name").asText() + ": " + error.asText());
            }
        }
        return errors;
    }
}
