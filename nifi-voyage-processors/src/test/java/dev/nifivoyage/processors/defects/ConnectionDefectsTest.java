/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.fault.FaultPlan;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.CancelBatch;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.service.client.StandardVoyageClientService;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Regression tests of a predecessor that had its API key in the source, and paid for a connection test.
 */
class ConnectionDefectsTest {
    private static final String KEY = "pa-a-key-for-tests";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @Test
    @DisplayName("p: key in source")
    void pTheKeyIsASensitivePropertyAndIsToldNowhere() throws Exception {
        assertTrue(new StandardVoyageClientService()
                .getPropertyDescriptor("API Key")
                .isSensitive());
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of("a text")));
        final List<TestRunner> runners = List.of(
                flow.create(),
                flow.poll(),
                flow.download(),
                flow.withClient(new CancelBatch()),
                flow.withRecords(new CreateEmbedding()));
        // all goes well, then a gateway repeats the key in its explanation, then there is no answer
        for (final FaultPlan faults : List.of(
                FaultPlan.NONE,
                FaultPlan.of(Fault.status(401)
                        .on("/v1/**")
                        .detail("Bearer %s is no key".formatted(KEY))
                        .times(100)),
                FaultPlan.of(Fault.resetBefore().on("/v1/**").times(100)))) {
            flow.voyage().faults().set(faults);
            for (final TestRunner runner : runners) {
                runner.enqueue(completed.toByteArray(), completed.getAttributes());
                runner.run();
            }
        }

        for (final TestRunner runner : runners) {
            final List<MockFlowFile> flowFiles = runner.getProcessor().getRelationships().stream()
                    .flatMap(relationship -> runner.getFlowFilesForRelationship(relationship).stream())
                    .toList();
            assertTrue(
                    flowFiles.stream()
                            .anyMatch(flowFile -> String.valueOf(flowFile.getAttribute(VoyageAttributes.ERROR_MESSAGE))
                                    .contains("*** is no key")),
                    () -> flowFiles.toString());
            final MockComponentLog log = runner.getLogger();
            final List<String> told = new ArrayList<>();
            Stream.of(
                            log.getErrorMessages(),
                            log.getWarnMessages(),
                            log.getInfoMessages(),
                            log.getDebugMessages(),
                            log.getTraceMessages())
                    .flatMap(List::stream)
                    .forEach(message -> told.add(message.getMsg() + message.getThrowable()));
            flowFiles.forEach(flowFile -> told.add(flowFile.getAttributes() + flowFile.getContent()));
            runner.getProvenanceEvents()
                    .forEach(event -> told.add(event.getTransitUri() + event.getDetails() + event.getAttributes()));
            assertFalse(told.isEmpty());
            assertTrue(
                    told.stream().noneMatch(text -> text.contains(KEY)),
                    () -> told.stream()
                            .filter(text -> text.contains(KEY))
                            .toList()
                            .toString());
        }
    }

    @Test
    @DisplayName("q: paid test call on start")
    void qNothingIsSentOnStartAndVerificationCostsNothing() throws Exception {
        final List<TestRunner> runners = List.of(
                flow.create(),
                flow.createContextualized(),
                flow.createRerank(),
                flow.poll(),
                flow.download(),
                flow.withClient(new CancelBatch()),
                flow.withRecords(new CreateEmbedding()));
        runners.forEach(runner -> runner.run(1, false, true));
        assertEquals(Map.of(), flow.voyage().requests().counts());

        final StandardVoyageClientService client =
                runners.getFirst().getControllerService("client", StandardVoyageClientService.class);
        final Map<PropertyDescriptor, String> properties = Map.of(
                client.getPropertyDescriptor("API Key"),
                KEY,
                client.getPropertyDescriptor("Base URL"),
                flow.voyage().baseUri().toString());
        final List<ConfigVerificationResult> results = client.verify(
                new MockConfigurationContext(client, properties, null, Map.of()),
                new MockComponentLog("client", client),
                Map.of());

        assertTrue(
                results.stream().noneMatch(result -> result.getOutcome() == ConfigVerificationResult.Outcome.FAILED),
                results::toString);
        assertEquals(Map.of("GET /v1/files", 1L), flow.voyage().requests().counts());
        assertEquals(0, flow.voyage().ledger().totals().requests());
    }
}
