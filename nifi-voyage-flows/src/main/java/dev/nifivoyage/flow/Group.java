/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.ExecutionEngine;
import org.apache.nifi.flow.PortType;
import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.ScheduledState;
import org.apache.nifi.flow.VersionedComponent;
import org.apache.nifi.flow.VersionedConnection;
import org.apache.nifi.flow.VersionedControllerService;
import org.apache.nifi.flow.VersionedLabel;
import org.apache.nifi.flow.VersionedPort;
import org.apache.nifi.flow.VersionedProcessGroup;
import org.apache.nifi.flow.VersionedProcessor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A process group: components, connections and further groups, written in the order of their addition.
 */
public sealed class Group permits Flow {

    private static final String NO_RELATIONSHIP = "";

    private final FlowComponents components;
    private final String scope;
    private final VersionedProcessGroup group = new OrderedProcessGroup();

    /**
     * @param components the components of the whole flow
     * @param scope begins the keys of the components in this group
     * @param key a name that no other component of the flow has, for the group's ID
     * @param name the name on the canvas
     * @param comments purpose of the group, in one sentence
     */
    Group(
            final FlowComponents components,
            final String scope,
            final String key,
            final String name,
            final String comments) {
        this.components = components;
        this.scope = scope;
        final ComponentIds.Ids groupIds = components.ids().of(key);
        group.setIdentifier(groupIds.identifier());
        group.setInstanceIdentifier(groupIds.instanceIdentifier());
        group.setName(name);
        group.setComments(comments);
        group.setPosition(new Position(0, 0));
        group.setRemoteProcessGroups(Set.of());
        group.setParameterContextName(components.context());
        group.setDefaultFlowFileExpiration("0 sec");
        group.setDefaultBackPressureObjectThreshold(10_000L);
        group.setDefaultBackPressureDataSizeThreshold("1 GB");
        group.setScheduledState(ScheduledState.ENABLED);
        group.setExecutionEngine(ExecutionEngine.INHERITED);
        group.setMaxConcurrentTasks(1);
        group.setStatelessFlowTimeout("1 min");
        group.setFlowFileConcurrency("UNBOUNDED");
        group.setFlowFileOutboundPolicy("STREAM_WHEN_AVAILABLE");
    }

    /**
     * @param x the left edge on the canvas, in pixels
     * @param y the upper edge on the canvas, in pixels
     * @return this group
     */
    public Group at(final double x, final double y) {
        group.setPosition(new Position(x, y));
        return this;
    }

    /**
     * Adds a process group, with the parameters of the flow.
     *
     * @param name a name that no other component of the flow has
     * @param comments purpose of the group, in one sentence
     * @return the group, to be placed and filled
     */
    public Group group(final String name, final String comments) {
        return add(new Group(components, scope, scope + name, name, comments));
    }

    /**
     * Adds a process group that other groups of the flow have, too: the names of its components are unique in this
     * group only.
     *
     * @param name a name that no other component of the group has
     * @param comments purpose of the group, in one sentence
     * @return the group, to be placed and filled
     */
    public Group repeatedGroup(final String name, final String comments) {
        final String inner = "%s%s/".formatted(scope, group.getName());
        return add(new Group(components, inner, inner + name, name, comments));
    }

    /**
     * Adds an input port, through which FlowFiles of the parent group arrive.
     *
     * @param name a name that no other port of the group has
     * @return the port, to be placed and connected
     */
    public Port input(final String name) {
        return port(name, PortType.INPUT_PORT, group.getInputPorts());
    }

    /**
     * Adds an output port, through which FlowFiles leave for the parent group.
     *
     * @param name a name that no other port of the group has
     * @return the port, to be placed and connected
     */
    public Port output(final String name) {
        return port(name, PortType.OUTPUT_PORT, group.getOutputPorts());
    }

    /**
     * Adds a controller service.
     *
     * @param name a name that no other component of the flow has
     * @param type type of the component
     * @return the service, to be configured
     */
    public Service service(final String name, final ComponentType type) {
        final Service service = new Service(identified(new VersionedControllerService(), scope + name), name, type);
        group.getControllerServices().add(service.versioned());
        components.add(service);
        return service;
    }

    /**
     * Adds a processor.
     *
     * @param name a name that no other component of the flow has
     * @param type type of the component
     * @return the processor, to be placed and configured
     */
    public Processor processor(final String name, final ComponentType type) {
        final Processor processor =
                new Processor(identified(new VersionedProcessor(), scope + name), scope + name, name, type);
        group.getProcessors().add(processor.versioned());
        components.add(processor);
        return processor;
    }

    /**
     * Adds a label.
     *
     * @param key a name that no other component of the flow has, for the label's id
     * @param text text of the label
     * @return the label, to be placed
     */
    public Label label(final String key, final String text) {
        final VersionedLabel label = identified(new VersionedLabel(), scope + key);
        group.getLabels().add(label);
        return new Label(label, text);
    }

    /**
     * Begins a connection.
     *
     * @param source the source
     * @param relationships relationships of the source
     * @return the connection without a destination
     */
    public Start connect(final Processor source, final String... relationships) {
        return new Start(source, List.of(relationships));
    }

    /**
     * Begins a connection.
     *
     * @param source the source: an input port of this group, or an output port of a group in it
     * @return the connection without a destination
     */
    public Start connect(final Port source) {
        return new Start(source, List.of(NO_RELATIONSHIP));
    }

    VersionedProcessGroup versioned() {
        return group;
    }

    FlowComponents components() {
        return components;
    }

    private Group add(final Group child) {
        child.group.setGroupIdentifier(group.getIdentifier());
        group.getProcessGroups().add(child.group);
        return child;
    }

    private Port port(final String name, final PortType type, final Set<VersionedPort> ports) {
        final String key = "%s%s of %s".formatted(scope, name, group.getName());
        final Port port = new Port(identified(new VersionedPort(), key), key, name, type);
        ports.add(port.versioned());
        components.add(port);
        return port;
    }

    private <C extends VersionedComponent> C identified(final C component, final String key) {
        final ComponentIds.Ids componentIds = components.ids().of(key);
        component.setIdentifier(componentIds.identifier());
        component.setInstanceIdentifier(componentIds.instanceIdentifier());
        component.setGroupIdentifier(group.getIdentifier());
        return component;
    }

    /**
     * A connection without a destination.
     */
    public final class Start {

        private final Connectable source;
        private final List<String> relationships;

        private Start(final Connectable source, final List<String> relationships) {
            this.source = source;
            this.relationships = relationships;
        }

        /**
         * Ends the connection.
         *
         * @return the connection
         */
        public Connection to(final Connectable destination) {
            final String quoted = String.join(
                    ", ", relationships.stream().map("'%s'"::formatted).toList());
            final VersionedConnection versioned = identified(
                    new VersionedConnection(), "%s-[%s]-%s".formatted(source.key(), quoted, destination.key()));
            versioned.setSource(source.end());
            versioned.setDestination(destination.end());
            versioned.setSelectedRelationships(new LinkedHashSet<>(relationships));
            source.connected(relationships);
            destination.reached();
            group.getConnections().add(versioned);
            return new Connection(versioned);
        }

        /**
         * Ends the connection at its source.
         *
         * @param side side of the source along which it runs
         * @return the connection
         */
        public Connection back(final Side side) {
            return to(source).along(side, source.position());
        }
    }
}
