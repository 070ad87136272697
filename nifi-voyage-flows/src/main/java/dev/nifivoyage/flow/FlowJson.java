/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.nifi.flow.Bundle;
import org.apache.nifi.flow.ConnectableComponent;
import org.apache.nifi.flow.ControllerServiceAPI;
import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.VersionedConnection;
import org.apache.nifi.flow.VersionedControllerService;
import org.apache.nifi.flow.VersionedLabel;
import org.apache.nifi.flow.VersionedParameter;
import org.apache.nifi.flow.VersionedParameterContext;
import org.apache.nifi.flow.VersionedPort;
import org.apache.nifi.flow.VersionedProcessGroup;
import org.apache.nifi.flow.VersionedProcessor;
import org.apache.nifi.flow.VersionedPropertyDescriptor;
import org.apache.nifi.registry.flow.RegisteredFlowSnapshot;

/**
 * Writes NiFi's model of a flow as JSON: indented by two spaces, with the properties of each class in a fixed order for
 * small diffs.
 */
final class FlowJson {

    private static final ObjectWriter WRITER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addMixIn(RegisteredFlowSnapshot.class, SnapshotOrder.class)
            .addMixIn(VersionedProcessGroup.class, GroupOrder.class)
            .addMixIn(VersionedPort.class, PortOrder.class)
            .addMixIn(VersionedProcessor.class, ProcessorOrder.class)
            .addMixIn(VersionedControllerService.class, ServiceOrder.class)
            .addMixIn(VersionedConnection.class, ConnectionOrder.class)
            .addMixIn(VersionedLabel.class, LabelOrder.class)
            .addMixIn(VersionedParameterContext.class, ParameterContextOrder.class)
            .addMixIn(VersionedParameter.class, ParameterOrder.class)
            .addMixIn(VersionedPropertyDescriptor.class, DescriptorOrder.class)
            .addMixIn(ConnectableComponent.class, EndOrder.class)
            .addMixIn(ControllerServiceAPI.class, ApiOrder.class)
            .addMixIn(Bundle.class, BundleOrder.class)
            .addMixIn(Position.class, PositionOrder.class)
            .build()
            .writer(printer());

    private FlowJson() {}

    /**
     * @param snapshot a flow
     * @return the text of its file
     */
    static String of(final RegisteredFlowSnapshot snapshot) {
        try {
            return WRITER.writeValueAsString(snapshot) + "\n";
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(
                    "The flow %s cannot be written as JSON"
                            .formatted(snapshot.getFlowContents().getName()),
                    e);
        }
    }

    private static DefaultPrettyPrinter printer() {
        final DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        final DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return printer;
    }

    @JsonPropertyOrder({
        "flowContents",
        "externalControllerServices",
        "parameterContexts",
        "flowEncodingVersion",
        "parameterProviders",
        "latest"
    })
    private interface SnapshotOrder {}

    @JsonPropertyOrder({
        "identifier",
        "instanceIdentifier",
        "name",
        "comments",
        "position",
        "processGroups",
        "remoteProcessGroups",
        "processors",
        "inputPorts",
        "outputPorts",
        "connections",
        "labels",
        "funnels",
        "controllerServices",
        "parameterContextName",
        "defaultFlowFileExpiration",
        "defaultBackPressureObjectThreshold",
        "defaultBackPressureDataSizeThreshold",
        "scheduledState",
        "executionEngine",
        "maxConcurrentTasks",
        "statelessFlowTimeout",
        "componentType",
        "flowFileConcurrency",
        "flowFileOutboundPolicy",
        "groupIdentifier"
    })
    private interface GroupOrder {}

    @JsonPropertyOrder({
        "identifier",
        "instanceIdentifier",
        "name",
        "position",
        "type",
        "concurrentlySchedulableTaskCount",
        "scheduledState",
        "allowRemoteAccess",
        "componentType",
        "groupIdentifier"
    })
    private interface PortOrder {}

    @JsonPropertyOrder({
        "identifier",
        "instanceIdentifier",
        "name",
        "comments",
        "position",
        "type",
        "bundle",
        "properties",
        "propertyDescriptors",
        "style",
        "schedulingPeriod",
        "schedulingStrategy",
        "executionNode",
        "penaltyDuration",
        "yieldDuration",
        "bulletinLevel",
        "runDurationMillis",
        "concurrentlySchedulableTaskCount",
        "autoTerminatedRelationships",
        "scheduledState",
        "retryCount",
        "retriedRelationships",
        "backoffMechanism",
        "maxBackoffPeriod",
        "componentType",
        "groupIdentifier"
    })
    private interface ProcessorOrder {}

    @JsonPropertyOrder({
        "identifier",
        "instanceIdentifier",
        "name",
        "type",
        "bundle",
        "properties",
        "propertyDescriptors",
        "controllerServiceApis",
        "comments",
        "scheduledState",
        "bulletinLevel",
        "componentType",
        "groupIdentifier"
    })
    private interface ServiceOrder {}

    @JsonPropertyOrder({
        "identifier",
        "instanceIdentifier",
        "name",
        "source",
        "destination",
        "labelIndex",
        "zIndex",
        "selectedRelationships",
        "backPressureObjectThreshold",
        "backPressureDataSizeThreshold",
        "flowFileExpiration",
        "prioritizers",
        "bends",
        "loadBalanceStrategy",
        "loadBalanceCompression",
        "componentType",
        "groupIdentifier"
    })
    private interface ConnectionOrder {}

    @JsonPropertyOrder({
        "identifier",
        "instanceIdentifier",
        "position",
        "label",
        "width",
        "height",
        "zIndex",
        "style",
        "componentType",
        "groupIdentifier"
    })
    private interface LabelOrder {}

    @JsonPropertyOrder({"name", "description", "parameters", "inheritedParameterContexts", "componentType"})
    private interface ParameterContextOrder {}

    @JsonPropertyOrder({"name", "description", "sensitive", "provided", "value"})
    private interface ParameterOrder {}

    @JsonPropertyOrder({"name", "displayName", "identifiesControllerService", "sensitive", "dynamic"})
    private interface DescriptorOrder {}

    @JsonPropertyOrder({"id", "type", "groupId", "name", "comments", "instanceIdentifier"})
    private interface EndOrder {}

    @JsonPropertyOrder({"type", "bundle"})
    private interface ApiOrder {}

    @JsonPropertyOrder({"group", "artifact", "version"})
    private interface BundleOrder {}

    @JsonPropertyOrder({"x", "y"})
    private interface PositionOrder {}
}
