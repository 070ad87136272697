/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.ConfigurableComponent;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.flow.Bundle;
import org.apache.nifi.flow.ControllerServiceAPI;
import org.apache.nifi.flow.VersionedPropertyDescriptor;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A processor or controller service type of this project. Properties and relationships are checked against the class of
 * the component, so that a flow cannot contain outdated names.
 */
public final class VoyageComponentType implements ComponentType {

    private static final String GROUP = "dev.nifivoyage";

    private final Class<? extends ConfigurableComponent> type;
    private final ConfigurableComponent component;

    private VoyageComponentType(final Class<? extends ConfigurableComponent> type) {
        this.type = type;
        this.component = newComponent();
    }

    /**
     * @param type the class of a processor or controller service, with a public no-argument constructor
     * @return its type in a flow
     */
    public static VoyageComponentType of(final Class<? extends ConfigurableComponent> type) {
        return new VoyageComponentType(type);
    }

    @Override
    public String className() {
        return type.getName();
    }

    @Override
    public Bundle bundle() {
        return bundle("nifi-voyage-nar");
    }

    @Override
    public List<ControllerServiceAPI> serviceApis() {
        return interfaces(type)
                .distinct()
                .filter(serviceInterface -> serviceInterface != ControllerService.class
                        && ControllerService.class.isAssignableFrom(serviceInterface))
                .map(VoyageComponentType::serviceApi)
                .toList();
    }

    @Override
    public VersionedPropertyDescriptor descriptor(final String name, final PropertyKind kind) {
        final PropertyDescriptor descriptor = component.getPropertyDescriptor(name);
        // AbstractConfigurableComponent returns such a descriptor for an unknown name
        if (descriptor == null || descriptor.getValidators().contains(Validator.INVALID)) {
            throw new FlowException(
                    "%s has no property %s: it has %s".formatted(type.getSimpleName(), name, propertyNames()));
        }
        if (kind(descriptor) != kind) {
            throw new FlowException("%s of %s is a property of kind %s, not %s"
                    .formatted(name, type.getSimpleName(), kind(descriptor), kind));
        }
        return Descriptors.of(name, kind, descriptor.isSensitive());
    }

    @Override
    public void checkProperties(final Map<String, String> properties) {
        properties.forEach((name, value) -> checkAllowed(component.getPropertyDescriptor(name), value));
        for (final PropertyDescriptor descriptor : component.getPropertyDescriptors()) {
            final boolean mustBeSet = descriptor.isRequired()
                    && descriptor.getDefaultValue() == null
                    && descriptor.getDependencies().isEmpty();
            if (mustBeSet && !properties.containsKey(descriptor.getName())) {
                throw new FlowException("%s needs a value of %s".formatted(type.getSimpleName(), descriptor.getName()));
            }
        }
    }

    @Override
    public Set<String> relationships(final Map<String, String> properties) {
        final ConfigurableComponent configured = newComponent();
        properties.forEach(
                (name, value) -> configured.onPropertyModified(configured.getPropertyDescriptor(name), null, value));
        return configured instanceof final Processor processor
                ? processor.getRelationships().stream()
                        .map(Relationship::getName)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private void checkAllowed(final PropertyDescriptor descriptor, final String value) {
        final List<AllowableValue> allowed = descriptor.getAllowableValues();
        final boolean literal = !value.contains("#{") && !value.contains("${");
        // the ID of a service is not among the allowable values
        if (literal
                && allowed != null
                && descriptor.getControllerServiceDefinition() == null
                && allowed.stream().noneMatch(one -> one.getValue().equals(value))) {
            throw new FlowException("%s of %s cannot be %s: it is one of %s"
                    .formatted(
                            descriptor.getName(),
                            type.getSimpleName(),
                            value,
                            allowed.stream().map(AllowableValue::getValue).toList()));
        }
    }

    private List<String> propertyNames() {
        return component.getPropertyDescriptors().stream()
                .map(PropertyDescriptor::getName)
                .toList();
    }

    private ConfigurableComponent newComponent() {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (final ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "%s has no accessible no-argument constructor".formatted(type.getName()), e);
        }
    }

    private static PropertyKind kind(final PropertyDescriptor descriptor) {
        if (descriptor.isDynamic()) {
            return PropertyKind.DYNAMIC;
        }
        return descriptor.getControllerServiceDefinition() == null ? PropertyKind.VALUE : PropertyKind.SERVICE;
    }

    private static Stream<Class<?>> interfaces(final Class<?> type) {
        if (type == null) {
            return Stream.empty();
        }
        final Stream<Class<?>> direct = Arrays.stream(type.getInterfaces())
                .flatMap(declared -> Stream.concat(Stream.of(declared), interfaces(declared)));
        return Stream.concat(direct, interfaces(type.getSuperclass()));
    }

    private static ControllerServiceAPI serviceApi(final Class<?> serviceInterface) {
        final ControllerServiceAPI api = new ControllerServiceAPI();
        api.setType(serviceInterface.getName());
        api.setBundle(bundle("nifi-voyage-services-api-nar"));
        return api;
    }

    private static Bundle bundle(final String artifact) {
        return new Bundle(GROUP, artifact, Versions.of(GROUP, artifact));
    }
}
