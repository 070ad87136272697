/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a flow definition, its own and inherited ones.
 *
 * @param names the names of all parameters
 * @param defaults the values of those that have one, except for IDs of services: NiFi looks for one even if it is empty
 */
public record DefinitionParameters(Set<String> names, Map<String, String> defaults) {

    /**
     * Reads a flow definition.
     */
    public static DefinitionParameters read(final Path definition) throws IOException {
        final Set<String> names = new HashSet<>();
        final Map<String, String> defaults = new HashMap<>();
        for (final JsonNode context :
                new ObjectMapper().readTree(definition.toFile()).path("parameterContexts")) {
            for (final JsonNode parameter : context.path("parameters")) {
                final String name = parameter.path("name").asText();
                names.add(name);
                if (parameter.hasNonNull("value") && !name.endsWith(" Service")) {
                    defaults.put(name, parameter.path("value").asText());
                }
            }
        }
        return new DefinitionParameters(names, defaults);
    }
}
