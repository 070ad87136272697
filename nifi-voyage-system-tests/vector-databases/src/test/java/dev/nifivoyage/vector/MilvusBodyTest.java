/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.milvus.grpc.UpsertRequest;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq.CollectionSchema;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.utils.DataUtils;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The collection and the upsert of docs/vector-databases.md, through the client of Milvus.
 */
class MilvusBodyTest {

    @Test
    void indexIsKnown() throws IOException {
        final JsonNode index =
                VectorDatabasesPage.json("Milvus", 0).path("indexParams").path(0);
        assertEquals(
                IndexParam.IndexType.AUTOINDEX,
                IndexParam.IndexType.valueOf(index.path("indexType").asText()));
        assertEquals(
                IndexParam.MetricType.COSINE,
                IndexParam.MetricType.valueOf(index.path("metricType").asText()));
    }

    @Test
    void bodyFitsTheCollection() throws IOException {
        final JsonNode definition = VectorDatabasesPage.json("Milvus", 0);
        final CollectionSchema schema = schema(definition.path("schema"));
        final String body = VectorDatabasesPage.json("Milvus", 2).toString();
        final UpsertRequest request = upsert(body, schema);
        assertEquals(2, request.getNumRows());
        assertEquals(definition.path("collectionName").asText(), request.getCollectionName());
        // a vector with two dimensions, and none
        for (final String wrong :
                List.of(body.replace("0.5,-0.5,0.5,0.5", "0.5,-0.5"), body.replace("\"embedding\"", "\"vector\""))) {
            final RuntimeException rejection = assertThrows(RuntimeException.class, () -> upsert(wrong, schema));
            assertTrue(rejection.getMessage().contains("embedding"), rejection.getMessage());
        }
    }

    private static CollectionSchema schema(final JsonNode definition) {
        final CollectionSchema schema = CollectionSchema.builder()
                .enableDynamicField(definition.path("enableDynamicField").asBoolean())
                .build();
        for (final JsonNode field : definition.path("fields")) {
            final JsonNode parameters = field.path("elementTypeParams");
            schema.addField(AddFieldReq.builder()
                    .fieldName(field.path("fieldName").asText())
                    .dataType(DataType.valueOf(field.path("dataType").asText()))
                    .isPrimaryKey(field.path("isPrimary").asBoolean())
                    .maxLength(parameters.path("max_length").asInt(65_535))
                    .dimension(parameters.path("dim").asInt(4))
                    .build());
        }
        return schema;
    }

    private static UpsertRequest upsert(final String body, final CollectionSchema schema) {
        final JsonObject request = JsonParser.parseString(body).getAsJsonObject();
        final List<JsonObject> data = new ArrayList<>();
        request.getAsJsonArray("data").forEach(one -> data.add(one.getAsJsonObject()));
        final String collection = request.get("collectionName").getAsString();
        return new DataUtils.InsertBuilderWrapper()
                .convertGrpcUpsertRequest(
                        UpsertReq.builder()
                                .collectionName(collection)
                                .data(data)
                                .build(),
                        DescribeCollectionResp.builder()
                                .collectionName(collection)
                                .collectionSchema(schema)
                                .build());
    }
}
