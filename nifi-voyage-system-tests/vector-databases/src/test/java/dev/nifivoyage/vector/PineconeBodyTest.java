/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.openapitools.db_control.client.model.CreateIndexRequest;
import org.openapitools.db_data.client.model.UpsertRequest;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * The index and the upsert of docs/vector-databases.md, through the client of Pinecone.
 */
class PineconeBodyTest {

    @Test
    void clientReadsTheIndex() throws IOException {
        // without an object, the class has no Gson
        assertNotNull(new org.openapitools.db_control.client.JSON());
        final CreateIndexRequest index = CreateIndexRequest.fromJson(
                VectorDatabasesPage.json("Pinecone", 0).toString());
        assertEquals(4, index.getDimension());
        assertNull(index.getAdditionalProperties());
    }

    @Test
    void clientReadsTheBody() throws IOException {
        assertNotNull(new org.openapitools.db_data.client.JSON());
        final JsonNode body = VectorDatabasesPage.json("Pinecone", 2);
        final UpsertRequest request = UpsertRequest.fromJson(body.toString());
        assertEquals(body, VectorDatabasesPage.JSON.readTree(request.toJson()));
        // unknown fields
        assertNull(request.getAdditionalProperties());
        assertEquals(2, request.getVectors().size());
        request.getVectors().forEach(vector -> {
            assertEquals(4, vector.getValues().size());
            assertNull(vector.getAdditionalProperties());
        });
        assertThrows(
                IllegalArgumentException.class,
                () -> UpsertRequest.fromJson(body.toString().replace("\"id\"", "\"key\"")));
    }
}
