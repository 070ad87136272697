/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.Processors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions that create a job under NiFi's own interventions: termination by an operator, and the retry of a
 * relationship. Verified by the ledger of the server.
 */
@ExtendWith(SharedNiFi.class)
class JobsMadeOnceSystemTest {
    private static final String CREATE = "Create";
    private static final String MODEL = "voyage-4-lite";
    private static final String TEXTS = """
        {"id": 1, "text": "one"}
        {"id": 2, "text": "two"}
        {"id": 3, "text": "three"}
        {"id": 4, "text": "four"}
        """;
    private static final String MAKE_JOB = "POST /v1/batches";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Map<String, String> RECORDS =
            Map.of("Voyage Client Service", "Voyage", "Record Reader", "JSON Reader", "Record Writer", "JSON Writer");

    @Test
    void aJobThatIsMadeAfterItsProcessorWasTerminatedIsTheOnlyOne(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                VoyageProxy proxy = VoyageProxy.start(voyage.baseUri())) {
            final BuiltFlow flow = new BuiltFlow(nifi, "terminated", proxy.baseUri())
                    .configureService("Voyage", Map.of("Read Timeout", "8 sec"));
            flow.processor(CREATE, "batch.CreateBatchEmbedding", with(RECORDS, "Embeddings Model", MODEL))
                    .connect(CREATE, "retry", CREATE);
            flow.source("records", TEXTS, CREATE);
            final CountDownLatch held = new CountDownLatch(1);
            final CountDownLatch released = new CountDownLatch(1);
            proxy.response(MAKE_JOB, 1, (request, server) -> {
                held.countDown();
                released.await();
                return server.forward(request);
            });
            flow.start().give("records");
            assertTrue(held.await(DEADLINE.toSeconds(), TimeUnit.SECONDS), "no job was asked for");

            final Processors processors = new Processors(nifi.rest());
            processors.askToStop(flow.id(CREATE));
            processors.terminate(flow.id(CREATE));
            processors.start(flow.id(CREATE));
            // the FlowFile came back, and looked for its job, which is not there yet
            Poll.until(
                    DEADLINE,
                    "the terminated FlowFile to come back",
                    () -> proxy.count("GET /v1/batches\\?.*") > 0 ? Optional.of(true) : Optional.empty());
            released.countDown();

            flow.await(CREATE, "submitted", 1);
            Poll.until(
                    DEADLINE,
                    "the held job to arrive",
                    () -> proxy.count(MAKE_JOB) > 0 && !jobs(voyage).isEmpty() ? Optional.of(true) : Optional.empty());
            assertEquals(1, jobs(voyage).size());
            assertEquals(1, proxy.count(MAKE_JOB));
            flow.delete();
        }
    }

    @Test
    void retryOfNiFiLeavesTheJobsOfSlicesAlone(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                VoyageProxy proxy = VoyageProxy.start(voyage.baseUri())) {
            final BuiltFlow flow = new BuiltFlow(nifi, "retried slices", proxy.baseUri())
                    .configureService("Voyage", Map.of("Maximum Retries", "0"));
            flow.processor(
                            CREATE,
                            "batch.CreateBatchEmbedding",
                            with(with(RECORDS, "Embeddings Model", MODEL), "Maximum Requests per Job", "2"))
                    .connect(CREATE, "retry", CREATE);
            flow.source("records", TEXTS, CREATE);
            new Processors(nifi.rest()).retry(flow.id(CREATE), List.of("retry"), 3);
            proxy.response(MAKE_JOB, 1, (request, server) -> server.forward(request));
            proxy.response(MAKE_JOB, 1, (request, server) -> VoyageProxy.Response.json(429, """
                {"detail": "Slow down"}"""));
            flow.start().give("records");

            flow.await(CREATE, "submitted", 2);
            Poll.until(
                    DEADLINE,
                    "the jobs to be done",
                    () -> jobs(voyage).stream()
                                    .allMatch(job -> job.path("status").asText().equals("completed"))
                            ? Optional.of(true)
                            : Optional.empty());
            assertEquals(2, jobs(voyage).size());
            assertEquals(4, voyage.ledger().totals().requests());
            assertEquals(2, flow.count(CREATE, "submitted"));
            flow.delete();
        }
    }

    @Test
    void retryOfNiFiDoesNotPayForRankingsAgain(final NiFiProcess nifi) throws Exception {
        final int queries = 3;
        final String query = """
            {"query": "bread?", "documents": ["a recipe", "the weather"]}
            """;
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                VoyageProxy proxy = VoyageProxy.start(voyage.baseUri())) {
            final BuiltFlow flow = new BuiltFlow(nifi, "retried rankings", proxy.baseUri())
                    .configureService("Voyage", Map.of("Maximum Retries", "0"));
            flow.processor("Rank", "realtime.Rerank", RECORDS);
            flow.source(
                    "queries",
                    query.replace("bread", "bread and salt") + query.replace("bread", "wine") + query,
                    "Rank");
            new Processors(nifi.rest()).retry(flow.id("Rank"), List.of("retry"), 3);
            for (int i = 0; i < queries - 1; i++) {
                proxy.response("POST /v1/rerank", 1, (request, server) -> server.forward(request));
            }
            proxy.response("POST /v1/rerank", 1, (request, server) -> VoyageProxy.Response.json(429, """
                {"detail": "Slow down"}"""));
            flow.start().give("queries");

            // either each query is paid once, or the processor says why it does not start
            final Optional<Bulletins.Bulletin> rejection =
                    Poll.until(DEADLINE, () -> "Rank to rank or to refuse its Retry: " + flow.bulletins(), () -> {
                        if (flow.count("Rank", "success") > 0) {
                            return Optional.of(Optional.empty());
                        }
                        return flow.bulletins().stream()
                                .filter(bulletin -> bulletin.message().contains("Retry"))
                                .findFirst()
                                .map(Optional::of);
                    });
            if (rejection.isPresent()) {
                assertEquals(0, voyage.ledger().totals().requests(), rejection::toString);
            } else {
                assertEquals(queries, flow.records("Rank", "success").size());
                assertEquals(queries, voyage.ledger().totals().requests());
            }
            flow.delete();
        }
    }

    private static List<JsonNode> jobs(final VoyageLocalServer voyage) {
        try {
            return new VoyageCalls(voyage.baseUri()).list("/batches");
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> with(
            final Map<String, String> properties, final String name, final String value) {
        final Map<String, String> all = new HashMap<>(properties);
        all.put(name, value);
        return all;
    }
}
