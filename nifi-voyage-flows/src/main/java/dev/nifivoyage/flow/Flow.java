/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.VersionedParameter;
import org.apache.nifi.flow.VersionedParameterContext;
import org.apache.nifi.registry.flow.RegisteredFlowSnapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A flow: a process group with its parameters.
 */
public final class Flow extends Group {

    private static final Pattern PARAMETER = Pattern.compile("#\\{'?([^}']+)'?}");

    private final String file;
    private final List<VersionedParameterContext> contexts = new ArrayList<>();

    /**
     * @param file the name of the flow's file, without its extension
     * @param name the name of the process group and of its parameter context
     * @param comments purpose of the flow, in one sentence
     */
    public Flow(final String file, final String name, final String comments) {
        super(new FlowComponents(new ComponentIds(file), name), "", "group", name, comments);
        this.file = file;
        contexts.add(context(name));
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
        contexts.getFirst().setDescription("Parameters of the flow %s".formatted(file));
        add(contexts.getFirst(), parameters);
    }

    /**
     * Adds a parameter context from which the flow inherits. NiFi imports it once: a second flow uses the one that is
     * there, with its values.
     *
     * @param name name of the context
     * @param description purpose of the context
     * @param parameters the parameters, in the order in which the file has them
     */
    public void inherit(final String name, final String description, final Parameter... parameters) {
        final VersionedParameterContext context = context(name);
        context.setDescription(description);
        add(context, parameters);
        contexts.add(context);
        contexts.getFirst()
                .setInheritedParameterContexts(contexts.stream()
                        .skip(1)
                        .map(VersionedParameterContext::getName)
                        .toList());
    }

    /**
     * @return the flow as imported by NiFi
     * @throws FlowException if a component would be invalid in NiFi, or a parameter is unknown or unused
     */
    public RegisteredFlowSnapshot snapshot() {
        try {
            components().check();
        } catch (final FlowException e) {
            throw new FlowException(file, e);
        }
        checkParameters();
        final RegisteredFlowSnapshot snapshot = new RegisteredFlowSnapshot();
        snapshot.setFlowContents(versioned());
        snapshot.setExternalControllerServices(Map.of());
        final Map<String, VersionedParameterContext> byName = new LinkedHashMap<>();
        contexts.forEach(context -> byName.put(context.getName(), context));
        snapshot.setParameterContexts(byName);
        snapshot.setFlowEncodingVersion("1.0");
        snapshot.setParameterProviders(Map.of());
        return snapshot;
    }

    Set<String> componentPaths() {
        return components().ids().given();
    }

    private static VersionedParameterContext context(final String name) {
        final VersionedParameterContext context = new VersionedParameterContext();
        context.setName(name);
        context.setParameters(new LinkedHashSet<>());
        context.setInheritedParameterContexts(List.of());
        return context;
    }

    private static void add(final VersionedParameterContext context, final Parameter... parameters) {
        for (final Parameter parameter : parameters) {
            context.getParameters().add(parameter.versioned());
        }
    }

    private void checkParameters() {
        final Set<String> missing = new TreeSet<>();
        for (final String value : components().propertyValues()) {
            final Matcher matcher = PARAMETER.matcher(value);
            while (matcher.find()) {
                missing.add(matcher.group(1));
            }
        }
        final Set<String> unused = new TreeSet<>();
        for (final VersionedParameterContext context : contexts) {
            for (final VersionedParameter parameter : context.getParameters()) {
                // the inherited context is the same in all flows, even if one of them does not need all of it
                if (!missing.remove(parameter.getName()) && context == contexts.getFirst()) {
                    unused.add(parameter.getName());
                }
            }
        }
        if (!missing.isEmpty() || !unused.isEmpty()) {
            throw new FlowException(
                    "%s uses parameters %s that it does not have, and has parameters %s that it does not use"
                            .formatted(file, missing, unused));
        }
    }
}
