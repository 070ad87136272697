/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The IDs of the components of a flow, stable from run to run: an ID is the version-5 UUID (RFC 9562) in the namespace
 * of URLs of {@code nifi-voyage/<flow>/<component>}, and the ID of its instance that of
 * {@code nifi-voyage/<flow>/<component>/instance}.
 *
 * <p>{@code kept-ids.json} holds the IDs of components that are older than this rule.
 */
final class ComponentIds {

    private static final NameBasedGenerator GENERATOR = Generators.nameBasedGenerator(NameBasedGenerator.NAMESPACE_URL);
    private static final Map<String, List<String>> KEPT = readKept();

    private final String flow;
    private final Set<String> given = new HashSet<>();

    /**
     * @param flow the name of the flow's file, without its extension
     */
    ComponentIds(final String flow) {
        this.flow = flow;
    }

    /**
     * @param component the name of a component, unique in the flow
     * @return its ids
     * @throws FlowException if the name was given to another component
     */
    Ids of(final String component) {
        if (!given.add(component)) {
            throw new FlowException("%s has two components with the name %s".formatted(flow, component));
        }
        final String path = flow + "/" + component;
        final List<String> kept = KEPT.get(path);
        if (kept != null) {
            return new Ids(kept.getFirst(), kept.getLast());
        }
        final String name = "nifi-voyage/" + path;
        return new Ids(
                GENERATOR.generate(name).toString(),
                GENERATOR.generate(name + "/instance").toString());
    }

    /**
     * @return {@code <flow>/<component>} of the components with ids that the rule does not give
     */
    static Set<String> kept() {
        return KEPT.keySet();
    }

    /**
     * @return {@code <flow>/<component>} of all components that have ids
     */
    Set<String> given() {
        final Set<String> paths = new HashSet<>();
        given.forEach(component -> paths.add(flow + "/" + component));
        return paths;
    }

    private static Map<String, List<String>> readKept() {
        try (InputStream in = ComponentIds.class.getResourceAsStream("kept-ids.json")) {
            return new ObjectMapper().readValue(in, new TypeReference<>() {});
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The ids of a component.
     *
     * @param identifier the id that is the same in all instances of the flow
     * @param instanceIdentifier the id that it had in the flow from which the definition was taken
     */
    record Ids(String identifier, String instanceIdentifier) {}
}
