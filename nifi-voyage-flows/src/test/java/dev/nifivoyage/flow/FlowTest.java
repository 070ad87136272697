/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import dev.nifivoyage.processors.batch.CreateBatchEmbedding;
import dev.nifivoyage.processors.batch.PollBatchStatus;
import dev.nifivoyage.service.client.StandardVoyageClientService;
import org.apache.nifi.flow.ConnectableComponent;
import org.apache.nifi.flow.VersionedConnection;
import org.apache.nifi.flow.VersionedProcessGroup;
import org.apache.nifi.flow.VersionedProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The output of a flow, and the rejection of everything that NiFi would report as invalid.
 */
class FlowTest {

    private final Flow flow = new Flow("test", "Test", "A flow of a test.");

    @Test
    void componentsStayInTheOrderInWhichTheyWereAdded() {
        final List<String> names = List.of("a", "z", "b", "y", "c", "x");
        names.forEach(name -> putFile(name).terminate("success", "failure"));
        assertEquals(
                names,
                flow.snapshot().getFlowContents().getProcessors().stream()
                        .map(VersionedProcessor::getName)
                        .toList());
    }

    @Test
    void idsFollowFromTheNames() {
        final VersionedProcessor processor = processor(putFile("Write").terminate("success", "failure"));
        // uuid.uuid5(uuid.NAMESPACE_URL, 'nifi-voyage/test/Write') in Python
        assertEquals("74d14ec4-5f1b-5446-b2e7-f8b4bdf6ebff", processor.getIdentifier());
        assertEquals("87455eef-d1d1-5e36-a2e7-d37ef4310310", processor.getInstanceIdentifier());
    }

    @Test
    void connectionNamesItsEndsAndRelationships() {
        final Processor get = flow.processor("Read", NiFiComponentType.GET_FILE).at(0, 0);
        final Processor put = putFile("Write").terminate("success");
        flow.connect(get, "success").to(put);
        flow.connect(put, "failure").back(Side.LEFT);
        final List<VersionedConnection> connections =
                List.copyOf(flow.snapshot().getFlowContents().getConnections());
        assertEquals(Set.of("success"), connections.getFirst().getSelectedRelationships());
        assertEquals(
                processor(get).getIdentifier(),
                connections.getFirst().getSource().getId());
        assertEquals(
                processor(put).getIdentifier(),
                connections.getFirst().getDestination().getId());
        assertEquals(
                "7a66d365-b6d2-5757-a222-3a05afd64164", connections.getFirst().getIdentifier());
        assertEquals(2, connections.getLast().getBends().size());
    }

    @Test
    void processorTriesRelationshipsAgain() {
        final VersionedProcessor processor =
                processor(putFile("Write").terminate("success", "failure").retry(3, "failure"));
        assertEquals(Set.of("failure"), processor.getRetriedRelationships());
        assertEquals(3, processor.getRetryCount());
    }

    @Test
    void rejectsTwoComponentsWithOneName() {
        putFile("Write");
        assertRejected("two components with the name Write", () -> putFile("Write"));
    }

    @Test
    void rejectsPropertyThatTheComponentDoesNotHave() {
        final Processor poll = flow.processor("Poll", VoyageComponentType.of(PollBatchStatus.class));
        assertRejected(
                "PollBatchStatus has no property Job ID: it has [Voyage Client Service, Batch ID",
                () -> poll.set("Job ID", "1"));
    }

    @Test
    void rejectsDynamicPropertyWhereThereAreNone() {
        final Processor poll = flow.processor("Poll", VoyageComponentType.of(PollBatchStatus.class));
        assertRejected("PollBatchStatus has no property source", () -> poll.setDynamic("source", "1"));
    }

    @Test
    void rejectsTextWhereAServiceBelongs() {
        final Processor poll = flow.processor("Poll", VoyageComponentType.of(PollBatchStatus.class));
        assertRejected(
                "Voyage Client Service of PollBatchStatus is a property of kind SERVICE, not VALUE",
                () -> poll.set("Voyage Client Service", "1"));
    }

    @Test
    void rejectsValueThatIsNotAllowed() {
        final Processor create = flow.processor("Create", VoyageComponentType.of(CreateBatchEmbedding.class))
                .set("Data Type", "double");
        assertRejected("Data Type of CreateBatchEmbedding cannot be double: it is one of [float,", flow::snapshot);
        assertEquals("double", processor(create).getProperties().get("Data Type"));
    }

    @Test
    void rejectsRequiredPropertyWithoutAValue() {
        flow.service("Voyage", VoyageComponentType.of(StandardVoyageClientService.class));
        assertRejected("StandardVoyageClientService needs a value of API Key", flow::snapshot);
    }

    @Test
    void rejectsRelationshipWithoutAnEnd() {
        putFile("Write").terminate("success");
        assertRejected("Write neither connects nor terminates [failure]", flow::snapshot);
    }

    @Test
    void rejectsRelationshipThatTheProcessorDoesNotHave() {
        putFile("Write").terminate("success", "failure", "rejected");
        assertRejected("Write has no relationships [rejected]: it has [failure, success]", flow::snapshot);
    }

    @Test
    void rejectsParameterThatIsNotThere() {
        putFile("Write").terminate("success", "failure").set("Directory", "#{Output Directory}/files");
        assertRejected("uses parameters [Output Directory] that it does not have", flow::snapshot);
    }

    @Test
    void rejectsParameterThatNothingUses() {
        flow.parameters(new Parameter("Output Directory", "out", "Where files are written"));
        assertRejected("has parameters [Output Directory] that it does not use", flow::snapshot);
    }

    @Test
    void portsConnectAGroupWithItsParent() {
        final Processor get = flow.processor("Read", NiFiComponentType.GET_FILE).at(0, 0);
        final Group group = flow.group("Inside", "A group of a test.");
        final Port files = group.input("files").at(0, 0);
        final Processor put =
                group.processor("Write", NiFiComponentType.PUT_FILE).at(0, 0).terminate("success", "failure");
        flow.connect(get, "success").to(files);
        group.connect(files).to(put);

        final VersionedProcessGroup outer = flow.snapshot().getFlowContents();
        final VersionedProcessGroup inner = outer.getProcessGroups().iterator().next();
        final ConnectableComponent destination =
                outer.getConnections().iterator().next().getDestination();
        assertEquals(inner.getIdentifier(), destination.getGroupId());
        assertEquals(
                inner.getInputPorts().iterator().next().getIdentifier(),
                inner.getConnections().iterator().next().getSource().getId());
        assertEquals(outer.getParameterContextName(), inner.getParameterContextName());
    }

    @Test
    void rejectsPortThatIsConnectedOnOneSideOnly() {
        final Port files = flow.group("Inside", "A group of a test.").input("files");
        flow.connect(flow.processor("Read", NiFiComponentType.GET_FILE).at(0, 0), "success")
                .to(files);
        assertRejected("files of Inside needs a connection on both sides", flow::snapshot);
    }

    @Test
    void rejectsMistakeInsideAGroup() {
        flow.group("Inside", "A group of a test.")
                .processor("Write", NiFiComponentType.PUT_FILE)
                .terminate("success");
        assertRejected("Write neither connects nor terminates [failure]", flow::snapshot);
    }

    @Test
    void repeatedGroupsMayUseTheSameNames() {
        for (final String name : List.of("One", "Two")) {
            flow.group(name, "A group of a test.")
                    .repeatedGroup("Cost", "A group in two groups.")
                    .processor("Write", NiFiComponentType.PUT_FILE)
                    .terminate("success", "failure");
        }
        assertEquals(
                2,
                flow.snapshot().getFlowContents().getProcessGroups().stream()
                        .flatMap(group -> group.getProcessGroups().stream())
                        .flatMap(group -> group.getProcessors().stream())
                        .map(VersionedProcessor::getIdentifier)
                        .distinct()
                        .count());
    }

    @Test
    void inheritedParametersNeedNoUser() {
        flow.parameters(new Parameter("Output Directory", "out", "Where files are written"));
        flow.inherit("Shared", "Parameters of all flows.", new Parameter("Cost Directory", "cost", "Where costs go"));
        putFile("Write").terminate("success", "failure").set("Directory", "#{Output Directory}");
        assertEquals(
                List.of("Shared"),
                flow.snapshot().getParameterContexts().get("Test").getInheritedParameterContexts());
    }

    private Processor putFile(final String name) {
        return flow.processor(name, NiFiComponentType.PUT_FILE).at(0, 0);
    }

    private VersionedProcessor processor(final Processor processor) {
        return processor.versioned();
    }

    private static void assertRejected(final String message, final Executable action) {
        final String actual = assertThrows(FlowException.class, action).getMessage();
        assertTrue(actual.contains(message), actual);
    }
}
