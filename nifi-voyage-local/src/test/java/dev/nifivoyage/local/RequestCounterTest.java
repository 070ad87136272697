/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import dev.nifivoyage.local.fault.Fault;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RequestCounterTest {

    @Test
    void countsByMethodAndPathWithoutIds() {
        try (VoyageLocalServer server = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final LocalClient client = new LocalClient(server);
            server.faults().set(Fault.status(429).on("GET", "/v1/batches"));
            client.upload(LocalClient.lines(1));
            assertEquals(429, client.get("/batches").statusCode());
            assertEquals(200, client.get("/batches?limit=1").statusCode());
            client.get("/batches/batch-one");
            client.get("/batches/batch-two");
            assertEquals("""
                {"GET /v1/batches":2,"GET /v1/batches/*":2,"POST /v1/files":1}""", client.get("/_local/requests").body());
            assertEquals(5, server.requests().total());
            assertEquals(204, client.delete("/_local/requests").statusCode());
            assertEquals(Map.of(), server.requests().counts());
        }
    }
}
