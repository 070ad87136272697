/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Verify of the processors in a shipped flow, as the web UI requests it. */
@ExtendWith(SharedNiFi.class)
class VerificationSystemTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aSampleShowsPathsAndCostWithoutPaying(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final CachedFlow flow = CachedFlow.prepare(nifi, directory, voyage);
            final String group = flow.flow().groupId();
            final Map<String, String> sample = Map.of("sample", "{\"text\": \"The left arm is raised\"}");
            final Map<String, Map<String, JsonNode>> results = new LinkedHashMap<>();
            for (final String name :
                    List.of("CreateBatchEmbedding", "PollBatchStatus", "DownloadBatchResults", "CreateEmbedding")) {
                results.put(name, verify(nifi.rest(), new Processors(nifi.rest()).named(group, name), sample));
            }

            results.forEach((name, steps) -> steps.forEach((step, result) ->
                    assertTrue(!result.path("outcome").asText().equals("FAILED"), () -> name + ": " + result)));
            final JsonNode estimate = results.get("CreateBatchEmbedding").get("Estimate Cost");
            assertTrue(
                    estimate.path("explanation")
                            .asText()
                            .startsWith(
                                    "The sample needs 1 request of about 8 tokens. 1,000 records like it need 1,000 requests of about 8,000 tokens in 1 batch job, "),
                    estimate::toString);
            assertEquals(
                    "/text is a string of 22 characters: \"The left arm is raised\"",
                    results.get("CreateEmbedding")
                            .get("Text Record Path")
                            .path("explanation")
                            .asText());
            assertEquals(
                    "SKIPPED",
                    results.get("PollBatchStatus")
                            .get("Get Job")
                            .path("outcome")
                            .asText());
            assertEquals(0, VoyageTraffic.at(voyage).jobs());
            assertEquals(0, voyage.ledger().totals().requests());
            new ProcessGroups(nifi.rest()).delete(group);
        }
    }

    private static Map<String, JsonNode> verify(
            final NiFiRest rest, final String processorId, final Map<String, String> attributes) {
        final JsonNode configuration =
                rest.get("/processors/" + processorId).path("component").path("config");
        final ObjectNode entity = NiFiRest.object();
        final ObjectNode request = entity.putObject("request");
        request.put("componentId", processorId);
        request.set("properties", configuration.path("properties"));
        attributes.forEach(request.putObject("attributes")::put);
        final String requests = "/processors/" + processorId + "/config/verification-requests";
        final String id =
                rest.post(requests, entity).path("request").path("requestId").asText();
        final JsonNode complete = Poll.until(
                DEADLINE,
                "verification of " + processorId,
                () -> Optional.of(rest.get(requests + "/" + id).path("request"))
                        .filter(current -> current.path("complete").asBoolean()));
        rest.delete(requests + "/" + id);

        final List<JsonNode> results = new ArrayList<>();
        complete.path("results").forEach(results::add);
        final Map<String, JsonNode> byStep = new LinkedHashMap<>();
        results.forEach(result -> byStep.put(result.path("verificationStepName").asText(), result));
        return byStep;
    }
}
