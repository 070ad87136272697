/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.VersionedConnection;
import org.apache.nifi.flow.VersionedControllerService;
import org.apache.nifi.flow.VersionedLabel;
import org.apache.nifi.flow.VersionedPort;
import org.apache.nifi.flow.VersionedProcessGroup;
import org.apache.nifi.flow.VersionedProcessor;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A process group with its components in the order of their addition. NiFi's own class uses hash sets, in which a small
 * change reorders the whole file.
 */
final class OrderedProcessGroup extends VersionedProcessGroup {

    private final Set<VersionedProcessGroup> processGroups = new LinkedHashSet<>();
    private final Set<VersionedPort> inputPorts = new LinkedHashSet<>();
    private final Set<VersionedPort> outputPorts = new LinkedHashSet<>();
    private final Set<VersionedProcessor> processors = new LinkedHashSet<>();
    private final Set<VersionedConnection> connections = new LinkedHashSet<>();
    private final Set<VersionedLabel> labels = new LinkedHashSet<>();
    private final Set<VersionedControllerService> controllerServices = new LinkedHashSet<>();

    @Override
    public Set<VersionedProcessGroup> getProcessGroups() {
        return processGroups;
    }

    @Override
    public Set<VersionedPort> getInputPorts() {
        return inputPorts;
    }

    @Override
    public Set<VersionedPort> getOutputPorts() {
        return outputPorts;
    }

    @Override
    public Set<VersionedProcessor> getProcessors() {
        return processors;
    }

    @Override
    public Set<VersionedConnection> getConnections() {
        return connections;
    }

    @Override
    public Set<VersionedLabel> getLabels() {
        return labels;
    }

    @Override
    public Set<VersionedControllerService> getControllerServices() {
        return controllerServices;
    }
}
