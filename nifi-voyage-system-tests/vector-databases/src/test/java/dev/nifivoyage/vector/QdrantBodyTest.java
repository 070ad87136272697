/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import com.fasterxml.jackson.databind.JsonNode;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Points.PointStruct;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The collection and the points of docs/vector-databases.md, in the types of the client of Qdrant, which has no JSON.
 */
class QdrantBodyTest {

    @Test
    void distanceIsKnown() throws IOException {
        final JsonNode vectors = VectorDatabasesPage.json("Qdrant", 0).path("vectors");
        assertEquals(Set.of("size", "distance"), names(vectors));
        assertEquals(Distance.Cosine, Distance.valueOf(vectors.path("distance").asText()));
    }

    @Test
    void pointsHaveTheTypesOfTheClient() throws IOException {
        final JsonNode body = VectorDatabasesPage.json("Qdrant", 2);
        assertEquals(Set.of("points"), names(body));
        for (final JsonNode point : body.path("points")) {
            assertEquals(Set.of("id", "vector", "payload"), names(point));
            final List<Float> numbers = new ArrayList<>();
            point.path("vector").forEach(number -> numbers.add(number.floatValue()));
            final PointStruct message = PointStruct.newBuilder()
                    .setId(PointIdFactory.id(UUID.fromString(point.path("id").asText())))
                    .setVectors(VectorsFactory.vectors(numbers))
                    .putPayload(
                            "text",
                            ValueFactory.value(
                                    point.path("payload").path("text").asText()))
                    .build();
            assertEquals(message, PointStruct.parseFrom(message.toByteArray()));
            assertEquals(point.path("id").asText(), message.getId().getUuid());
            assertEquals(4, numbers.size());
        }
    }

    private static Set<String> names(final JsonNode object) {
        final Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
