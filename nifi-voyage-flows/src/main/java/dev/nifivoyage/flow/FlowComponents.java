/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import java.util.ArrayList;
import java.util.List;

/**
 * The components of a flow and of all groups in it.
 */
final class FlowComponents {

    private final ComponentIds ids;
    private final String context;
    private final List<Component<?>> configurable = new ArrayList<>();
    private final List<Port> ports = new ArrayList<>();

    /**
     * @param ids gives each component its IDs
     * @param context name of the parameter context of the flow
     */
    FlowComponents(final ComponentIds ids, final String context) {
        this.ids = ids;
        this.context = context;
    }

    ComponentIds ids() {
        return ids;
    }

    String context() {
        return context;
    }

    void add(final Component<?> component) {
        configurable.add(component);
    }

    void add(final Port port) {
        ports.add(port);
    }

    /**
     * @throws FlowException if a component would be invalid in NiFi
     */
    void check() {
        configurable.forEach(Component::check);
        ports.forEach(Port::check);
    }

    List<String> propertyValues() {
        return configurable.stream()
                .flatMap(component -> component.properties().values().stream())
                .toList();
    }
}
