/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.VersionedConfigurableExtension;
import org.apache.nifi.flow.VersionedPropertyDescriptor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A processor or controller service: a type, and properties in the order in which they are set.
 *
 * @param <C> the concrete component type
 */
public abstract sealed class Component<C extends Component<C>> permits Processor, Service {

    private final ComponentType type;
    private final VersionedConfigurableExtension versioned;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, VersionedPropertyDescriptor> descriptors = new LinkedHashMap<>();

    Component(final VersionedConfigurableExtension versioned, final String name, final ComponentType type) {
        this.type = type;
        this.versioned = versioned;
        versioned.setName(name);
        versioned.setComments("");
        versioned.setType(type.className());
        versioned.setBundle(type.bundle());
        versioned.setProperties(properties);
        versioned.setPropertyDescriptors(descriptors);
    }

    /**
     * @param comments text for the Comments tab
     * @return this component
     */
    public C comments(final String comments) {
        versioned.setComments(comments);
        return self();
    }

    /**
     * Sets a supported property that does not reference a controller service.
     *
     * @param property the property's name
     * @param value its value
     * @return this component
     * @throws FlowException if the component has no such property
     */
    public C set(final String property, final String value) {
        return set(property, value, PropertyKind.VALUE);
    }

    /**
     * Sets a property that references a controller service.
     *
     * @param property the property's name
     * @param service a service of the same flow
     * @return this component
     * @throws FlowException if the component has no such property
     */
    public C set(final String property, final Service service) {
        return set(property, service.identifier(), PropertyKind.SERVICE);
    }

    /**
     * Sets a dynamic property.
     *
     * @param property the property's name
     * @param value its value
     * @return this component
     * @throws FlowException if the component has no dynamic properties
     */
    public C setDynamic(final String property, final String value) {
        return set(property, value, PropertyKind.DYNAMIC);
    }

    /**
     * Sets a dynamic property that references a controller service.
     *
     * @param property the property's name
     * @param service a service of the same flow
     * @return this component
     * @throws FlowException if the component has no dynamic properties
     */
    public C setDynamic(final String property, final Service service) {
        return set(property, service.identifier(), PropertyKind.DYNAMIC_SERVICE);
    }

    final ComponentType type() {
        return type;
    }

    final String name() {
        return versioned.getName();
    }

    final String identifier() {
        return versioned.getIdentifier();
    }

    final Map<String, String> properties() {
        return properties;
    }

    /**
     * Checks the properties, and the relationships of a processor.
     *
     * @throws FlowException if the component would be invalid in NiFi
     */
    void check() {
        type.checkProperties(properties);
    }

    abstract C self();

    private C set(final String property, final String value, final PropertyKind kind) {
        descriptors.put(property, type.descriptor(property, kind));
        properties.put(property, value);
        return self();
    }
}
