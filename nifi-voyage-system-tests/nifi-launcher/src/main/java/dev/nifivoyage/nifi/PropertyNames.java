/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;

/**
 * The properties of a component. NiFi 2.7 renamed many properties to their display names; properties set by display
 * name work in all versions.
 */
final class PropertyNames {

    private final JsonNode descriptors;

    /**
     * @param descriptors descriptors of the component by name, as in the REST API
     */
    PropertyNames(final JsonNode descriptors) {
        this.descriptors = descriptors;
    }

    /** Returns the properties by the names of this NiFi version; unknown ones are dynamic properties. */
    Map<String, String> resolved(final Map<String, String> properties) {
        final Map<String, String> resolved = new HashMap<>();
        properties.forEach((name, value) -> resolved.put(name(name), value));
        return resolved;
    }

    private String name(final String given) {
        if (descriptors.has(given)) {
            return given;
        }
        for (final JsonNode descriptor : descriptors) {
            if (descriptor.path("displayName").asText().equals(given)) {
                return descriptor.path("name").asText();
            }
        }
        return given;
    }
}
