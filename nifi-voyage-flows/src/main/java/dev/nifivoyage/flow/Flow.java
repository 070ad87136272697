/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.ExecutionEngine;
import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.ScheduledState;
import org.apache.nifi.flow.VersionedComponent;
import org.apache.nifi.flow.VersionedConnection;
import org.apache.nifi.flow.VersionedControllerService;
import org.apache.nifi.flow.VersionedFunnel;
import org.apache.nifi.flow.VersionedLabel;
import org.apache.nifi.flow.VersionedParameter;
import org.apache.nifi.flow.VersionedParameterContext;
import org.apache.nifi.flow.VersionedProcessGroup;
import org.apache.nifi.flow.VersionedProcessor;
import org.apache.nifi.registry.flow.RegisteredFlowSnapshot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A flow: a process group with its parameters, written in the order of their addition.
 */
public final class Flow {

    private static final Pattern PARAMETER = Pattern.compile("#\\{'?([^}']+)'?}");
    private static final String NO_RELATIONSHIP = "";
    // a processor is 352 x 128 pixels, a funnel 48 x 48
    private static final double FUNNEL_OFFSET_X = 152;
    private static final double FUNNEL_OFFSET_Y = -176;

    private final String file;
    private final ComponentIds ids;
    private final VersionedProcessGroup group = new OrderedProcessGroup();
    private final VersionedParameterContext context = new VersionedParameterContext();
    private final List<Component<?>> components = new ArrayList<>();

    /**
     * @param file the name of the flow's file, without its extension
     * @param name the name of the process group and of its parameter context
     * @param comments purpose of the flow, in one sentence
     */
    public Flow(final String file, final String name, final String comments) {
        this.file = file;
        this.ids = new ComponentIds(file);
        final ComponentIds.Ids groupIds = ids.of("group");
        group.setIdentifier(groupIds.identifier());
        group.setInstanceIdentifier(groupIds.instanceIdentifier());
        group.setName(name);
        group.setComments(comments);
        group.setPosition(new Position(0, 0));
        group.setProcessGroups(Set.of());
        group.setRemoteProcessGroups(Set.of());
        group.setInputPorts(Set.of());
        group.setOutputPorts(Set.of());
        group.setParameterContextName(name);
        group.setDefaultFlowFileExpiration("0 sec");
        group.setDefaultBackPressureObjectThreshold(10_000L);
        group.setDefaultBackPressureDataSizeThreshold("1 GB");
        group.setScheduledState(ScheduledState.ENABLED);
        group.setExecutionEngine(ExecutionEngine.INHERITED);
        group.setMaxConcurrentTasks(1);
        group.setStatelessFlowTimeout("1 min");
        group.setFlowFileConcurrency("UNBOUNDED");
        group.setFlowFileOutboundPolicy("STREAM_WHEN_AVAILABLE");
        context.setName(name);
        context.setParameters(new LinkedHashSet<>());
        context.setInheritedParameterContexts(List.of());
    }

    /**
     * @return the name of the flow's file, without its extension
     */
    public String file() {
        return file;
    }

    /**
     * Adds the parameters of the flow.
     *
     * @param parameters the parameters, in the order in which the file has them
     */
    public void parameters(final Parameter... parameters) {
        context.setDescription("Parameters of the flow %s".formatted(file));
        for (final Parameter parameter : parameters) {
            context.getParameters().add(parameter.versioned());
        }
    }

    /**
     * Adds a controller service.
     *
     * @param name a name that no other component of the flow has
     * @param type type of the component
     * @return the service, to be configured
     */
    public Service service(final String name, final ComponentType type) {
        final Service service = new Service(identified(new VersionedControllerService(), name), name, type);
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
        final Processor processor = new Processor(identified(new VersionedProcessor(), name), name, type);
        group.getProcessors().add(processor.versioned());
        components.add(processor);
        return processor;
    }

    /**
     * Adds a funnel.
     *
     * @param name a name that no other component of the flow has
     * @param x the left edge on the canvas, in pixels
     * @param y the upper edge on the canvas, in pixels
     * @return the funnel
     */
    public Funnel funnel(final String name, final double x, final double y) {
        return funnel(name, name, new Position(x, y));
    }

    /**
     * Adds a label.
     *
     * @param key a name that no other component of the flow has, for the label's id
     * @param text text of the label
     * @return the label, to be placed
     */
    public Label label(final String key, final String text) {
        final VersionedLabel label = identified(new VersionedLabel(), key);
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
     * Distributes the FlowFiles of a processor to the nodes of a cluster, on their way to another one. The balanced
     * connection ends in a funnel above the target, because the queue of a target with loops must not be balanced
     * itself.
     *
     * @param source a processor on the primary node, with the relationship {@code success}
     * @param target a processor on all nodes
     */
    public void balance(final Processor source, final Processor target) {
        final Position above = new Position(
                target.position().getX() + FUNNEL_OFFSET_X, target.position().getY() + FUNNEL_OFFSET_Y);
        final Funnel funnel = funnel("Balanced for " + target.key(), "Balanced", above);
        connect(source, "success").to(funnel).roundRobin();
        new Start(funnel, List.of(NO_RELATIONSHIP)).to(target);
    }

    /**
     * @return the flow as imported by NiFi
     * @throws FlowException if a component would be invalid in NiFi, or a parameter is unknown or unused
     */
    public RegisteredFlowSnapshot snapshot() {
        components.forEach(this::check);
        checkParameters();
        final RegisteredFlowSnapshot snapshot = new RegisteredFlowSnapshot();
        snapshot.setFlowContents(group);
        snapshot.setExternalControllerServices(Map.of());
        snapshot.setParameterContexts(Map.of(context.getName(), context));
        snapshot.setFlowEncodingVersion("1.0");
        snapshot.setParameterProviders(Map.of());
        return snapshot;
    }

    Set<String> componentPaths() {
        return ids.given();
    }

    private Funnel funnel(final String key, final String name, final Position position) {
        final VersionedFunnel funnel = identified(new VersionedFunnel(), key);
        funnel.setPosition(position);
        group.getFunnels().add(funnel);
        return new Funnel(funnel, key, name);
    }

    private <C extends VersionedComponent> C identified(final C component, final String key) {
        final ComponentIds.Ids componentIds = ids.of(key);
        component.setIdentifier(componentIds.identifier());
        component.setInstanceIdentifier(componentIds.instanceIdentifier());
        component.setGroupIdentifier(group.getIdentifier());
        return component;
    }

    private void check(final Component<?> component) {
        try {
            component.check();
        } catch (final FlowException e) {
            throw new FlowException(file, e);
        }
    }

    private void checkParameters() {
        final Set<String> used = new TreeSet<>();
        for (final Component<?> component : components) {
            for (final String value : component.properties().values()) {
                final Matcher matcher = PARAMETER.matcher(value);
                while (matcher.find()) {
                    used.add(matcher.group(1));
                }
            }
        }
        final Set<String> unused = new TreeSet<>();
        context.getParameters().stream()
                .map(VersionedParameter::getName)
                .filter(name -> !used.remove(name))
                .forEach(unused::add);
        if (!used.isEmpty() || !unused.isEmpty()) {
            throw new FlowException(
                    "%s uses parameters %s that it does not have, and has parameters %s that it does not use"
                            .formatted(file, used, unused));
        }
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
