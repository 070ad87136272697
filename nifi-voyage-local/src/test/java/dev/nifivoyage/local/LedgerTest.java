/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.ledger.Ledger;
import dev.nifivoyage.local.ledger.LedgerEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LedgerTest {

    @Test
    void billsWhatWasCompletedAndNothingElse() {
        try (VoyageLocalServer server = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final LocalClient client = new LocalClient(server);
            server.faults().set(Fault.lines().response(0.5), Fault.output().drop(0.5));
            final JsonNode batch = client.await(client.createBatch(LocalClient.lines(20)), "completed");
            client.post("/rerank", """
                {"query":"a","documents":["b"],"model":"rerank-2.5"}""");
            client.post("/rerank", """
                {"query":"a","documents":[],"model":"rerank-2.5"}""");
            final int completed = batch.get("request_counts").get("completed").intValue();
            final JsonNode ledger = LocalClient.json(client.get("/_local/ledger?limit=1&offset=" + completed), 200);
            assertEquals(completed, ledger.get("totals").get("batch_requests").intValue());
            assertEquals(1, ledger.get("totals").get("real_time_requests").intValue());
            assertEquals("""
                [{"batch_id":null,"custom_id":null,"endpoint":"/v1/rerank","model":"rerank-2.5","tokens":2,"pixels":0,"real_time":true}]""", ledger.get("entries").toString());
            assertEquals(false, ledger.get("has_more").booleanValue());
            assertEquals(
                    batch.get("id").textValue(),
                    server.ledger().entries(0, 1).getFirst().batchId());
            assertEquals(204, client.delete("/_local/ledger").statusCode());
            assertEquals(0, server.ledger().totals().requests());
        }
    }

    @Test
    void pagesThroughManyEntries(@TempDir final Path directory) throws IOException {
        try (Ledger ledger = new Ledger(directory.resolve("ledger"), Map.of())) {
            for (int i = 0; i < 70_500; i++) {
                ledger.add(new LedgerEntry("batch", "r" + i, "/v1/embeddings", "voyage-4", i % 10));
            }
            final List<LedgerEntry> page = ledger.entries(69_999, 3);
            assertEquals(
                    List.of("r69999", "r70000", "r70001"),
                    page.stream().map(LedgerEntry::customId).toList());
            assertEquals(List.of(), ledger.entries(70_500, 10));
            final AtomicLong tokens = new AtomicLong();
            ledger.forEach(entry -> tokens.addAndGet(entry.tokens()));
            assertEquals(tokens.get(), ledger.totals().batchTokens());
        }
    }

    @Test
    void readsEarlierLedgersWithoutPixels(@TempDir final Path directory) throws IOException {
        final Path file = directory.resolve("ledger");
        Files.writeString(file, """
            [null,null,"/v1/embeddings","voyage-4",7]
            [null,null,"/v1/multimodalembeddings","voyage-multimodal-3.5",3,5000000000]
            """);
        try (Ledger ledger = new Ledger(file, Map.of())) {
            assertEquals(
                    List.of(
                            LedgerEntry.realTime("/v1/embeddings", "voyage-4", 7, 0),
                            LedgerEntry.realTime(
                                    "/v1/multimodalembeddings", "voyage-multimodal-3.5", 3, 5_000_000_000L)),
                    ledger.entries(0, 10));
            assertEquals(5_000_000_000L, ledger.totals().pixels());
            assertEquals(10, ledger.totals().tokens());
        }
    }
}
