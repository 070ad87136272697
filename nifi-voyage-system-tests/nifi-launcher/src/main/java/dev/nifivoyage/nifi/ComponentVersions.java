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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The NAR versions of the components of a group, as in "Change version" of the web UI. */
public final class ComponentVersions {

    private final NiFiRest rest;

    public ComponentVersions(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Returns the versions in use in the group and its descendants. */
    public List<String> used(final String groupId, final String bundleGroup) {
        return List.copyOf(new TreeSet<>(Stream.concat(services(groupId, bundleGroup), processors(groupId, bundleGroup))
                .map(entity ->
                        entity.path("component").path("bundle").path("version").asText())
                .toList()));
    }

    /**
     * Changes the version of all services and processors of a group from NARs of one Maven group. Services must be
     * disabled, and processors stopped. All are valid afterward if the NAR of their interfaces is the same.
     *
     * @param bundleGroup Maven group of the NARs
     * @param version version of an installed NAR
     */
    public void change(final String groupId, final String bundleGroup, final String version) {
        for (final JsonNode service : services(groupId, bundleGroup).toList()) {
            change(pathOfService(service), service, version);
        }
        for (final JsonNode processor : processors(groupId, bundleGroup).toList()) {
            change(pathOfProcessor(processor), processor, version);
        }
    }

    /**
     * Chooses the same services again in all properties. After a change to another version of their interfaces, a
     * component of NiFi 2.3 compares its services with the previous version until then:
     * AbstractComponentNode.refreshProperties keeps its property descriptors.
     */
    public void chooseServicesAgain(final String groupId, final String bundleGroup) {
        for (final JsonNode service : services(groupId, bundleGroup).toList()) {
            chooseServicesAgain(pathOfService(service), component -> component, component -> component);
        }
        for (final JsonNode processor : processors(groupId, bundleGroup).toList()) {
            chooseServicesAgain(
                    pathOfProcessor(processor),
                    component -> component.path("config"),
                    component -> component.putObject("config"));
        }
    }

    private static String pathOfService(final JsonNode service) {
        return "/controller-services/" + service.path("id").asText();
    }

    private static String pathOfProcessor(final JsonNode processor) {
        return "/processors/" + processor.path("id").asText();
    }

    private Stream<JsonNode> services(final String groupId, final String bundleGroup) {
        return new ControllerServices(rest).of(groupId).stream().filter(service -> isOf(bundleGroup, service));
    }

    private Stream<JsonNode> processors(final String groupId, final String bundleGroup) {
        return new FlowTree(rest)
                .entities(groupId, "processors").stream().filter(processor -> isOf(bundleGroup, processor));
    }

    private static boolean isOf(final String bundleGroup, final JsonNode entity) {
        return entity.path("component").path("bundle").path("group").asText().equals(bundleGroup);
    }

    private void change(final String path, final JsonNode entity, final String version) {
        final ObjectNode bundle = entity.path("component").path("bundle").deepCopy();
        bundle.put("version", version);
        put(path, component -> component.set("bundle", bundle));
    }

    private void chooseServicesAgain(
            final String path, final UnaryOperator<JsonNode> settings, final UnaryOperator<ObjectNode> newSettings) {
        final JsonNode current = settings.apply(rest.get(path).path("component"));
        final Map<String, String> chosen = new HashMap<>();
        for (final JsonNode descriptor : current.path("descriptors")) {
            final JsonNode value =
                    current.path("properties").path(descriptor.path("name").asText());
            if (descriptor.hasNonNull("identifiesControllerService") && value.isTextual()) {
                chosen.put(descriptor.path("name").asText(), value.asText());
            }
        }
        if (!chosen.isEmpty()) {
            put(path, component -> chosen.forEach(newSettings.apply(component).putObject("properties")::put));
        }
    }

    private void put(final String path, final Consumer<ObjectNode> content) {
        final JsonNode current = rest.get(path);
        final ObjectNode entity = NiFiRest.object();
        entity.set("revision", current.path("revision"));
        entity.set("id", current.path("id"));
        final ObjectNode component = entity.putObject("component");
        component.set("id", current.path("id"));
        content.accept(component);
        rest.put(path, entity);
    }
}
