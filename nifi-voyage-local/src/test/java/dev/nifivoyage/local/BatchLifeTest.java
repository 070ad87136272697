/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchLifeTest {

    private static final String ID = "batch-7v[1-9A-HJ-NP-Za-km-z]{35}";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00";

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions());
        client = new LocalClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void newBatchHasTheObservedShape() {
        final String fileId = client.upload("{\"custom_id\": \"request-1\", \"body\": {\"input\": [\"a text\"]}}");
        final String body = client.post("/batches", LocalClient.batchBody("/v1/embeddings", "{\"model\":\"voyage-3.5\"}", fileId)).body();
        final String shape = body.replaceAll(ID, "BATCH").replace(fileId, "FILE").replaceAll(TIME, "TIME");
        assertEquals("{\"id\":\"BATCH\",\"object\":\"batch\",\"endpoint\":\"/v1/embeddings\",\"errors\":null,\"input_file_id\":\"FILE\",\"completion_window\":\"12h\",\"model\":\"voyage-3.5\","
                + "\"status\":\"validating\",\"output_file_id\":null,\"error_file_id\":null,\"request_counts\":{\"total\":0,\"completed\":0,\"failed\":0},\"metadata\":null,"
                + "\"created_at\":\"TIME\",\"in_progress_at\":null,\"finalizing_at\":null,\"completed_at\":null,\"failed_at\":null,\"expected_completion_at\":\"TIME\","
                + "\"cancelling_at\":null,\"cancelled_at\":null}", shape);
    }

    @Test
    void completesWithinMomentsInShuffledOrder() {
        final long start = System.nanoTime();
        final JsonNode batch = client.await(client.createBatch(LocalClient.lines(50)), "completed");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
        assertEquals("{\"total\":50,\"completed\":50,\"failed\":0}", batch.get("request_counts").toString());
        assertTrue(batch.get("error_file_id").isNull());
        final List<String> ids = new ArrayList<>();
        final Map<String, JsonNode> answers = new HashMap<>();
        client.content(batch.get("output_file_id").textValue()).lines().map(LocalClient::json).forEach(line -> {
            ids.add(line.get("custom_id").textValue());
            answers.put(line.get("custom_id").textValue(), line.get("response").get("body"));
        });
        assertEquals(50, answers.size());
        assertNotEquals("r0", ids.get(0) + ids.get(1) + ids.get(2));
        assertNotEquals(ids.stream().sorted((a, b) -> Integer.compare(Integer.parseInt(a.substring(1)), Integer.parseInt(b.substring(1)))).toList(), ids);
        final JsonNode realTime = LocalClient.json(client.post("/embeddings", "{\"input\":\"text number 7\",\"model\":\"voyage-4-large\",\"output_dimension\":256}"), 200);
        assertEquals(realTime, answers.get("r7"));
    }
}
