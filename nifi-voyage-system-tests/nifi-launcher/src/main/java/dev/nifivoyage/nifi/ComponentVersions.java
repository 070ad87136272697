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

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The version of the NAR that the components of a group are of, as "Change version" in the web UI shows and sets it. */
public final class ComponentVersions {

    private final NiFiRest rest;

    public ComponentVersions(final NiFiRest rest) {
        this.rest = rest;
    }

    /** The versions in use, in groups within the group too. */
    public List<String> used(final String groupId, final String bundleGroup) {
        return List.copyOf(new TreeSet<>(Stream.concat(services(groupId, bundleGroup), processors(groupId, bundleGroup))
            .map(entity -> entity.path("component").path("bundle").path("version").asText())
            .toList()));
    }

    /**
     * Changes the version of all services and processors of a group's that come from NARs of one Maven group. Services must be disabled, processors stopped.
     *
     * @param bundleGroup Maven group of the NARs
     * @param version of a NAR that NiFi has
     */
    public void change(final String groupId, final String bundleGroup, final String version) {
        services(groupId, bundleGroup).forEach(service -> change("/controller-services/", service, version));
        processors(groupId, bundleGroup).forEach(processor -> change("/processors/", processor, version));
    }

    private Stream<JsonNode> services(final String groupId, final String bundleGroup) {
        return new ControllerServices(rest).of(groupId).stream().filter(service -> isOf(bundleGroup, service));
    }

    private Stream<JsonNode> processors(final String groupId, final String bundleGroup) {
        return new FlowTree(rest).entities(groupId, "processors").stream().filter(processor -> isOf(bundleGroup, processor));
    }

    private static boolean isOf(final String bundleGroup, final JsonNode entity) {
        return entity.path("component").path("bundle").path("group").asText().equals(bundleGroup);
    }

    private void change(final String path, final JsonNode component, final String version) {
        final String id = component.path("id").asText();
        final ObjectNode bundle = component.path("component").path("bundle").deepCopy();
        bundle.put("version", version);
        final ObjectNode change = NiFiRest.object();
        // its revision as it is now: another component's change may have touched it
        change.set("revision", rest.get(path + id).path("revision"));
        change.put("id", id);
        change.putObject("component").put("id", id).set("bundle", bundle);
        rest.put(path + id, change);
    }
}
