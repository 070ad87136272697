/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import com.bazaarvoice.jolt.Chainr;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * That each specification of docs/vector-databases.md makes the body of its section.
 */
class SpecificationsTest {

    @ParameterizedTest
    @ValueSource(strings = {"Qdrant", "Pinecone", "Milvus", "MongoDB"})
    void specificationMakesTheBody(final String database) throws IOException {
        final Object specification =
                VectorDatabasesPage.JSON.convertValue(VectorDatabasesPage.json(database, 1), Object.class);
        final Object records = VectorDatabasesPage.JSON.convertValue(VectorDatabasesPage.records(), Object.class);
        final JsonNode body = VectorDatabasesPage.JSON.valueToTree(
                Chainr.fromSpec(specification).transform(records));
        assertEquals(VectorDatabasesPage.json(database, 2), body);
    }

    @Test
    void regularExpressionMakesTheBody() throws IOException {
        final List<String> lines = new ArrayList<>();
        for (final JsonNode line : VectorDatabasesPage.records()) {
            lines.add(line.toString()
                    .replaceAll(
                            VectorDatabasesPage.block("Elasticsearch", "regex"),
                            VectorDatabasesPage.block("Elasticsearch", "replacement")));
        }
        assertEquals(VectorDatabasesPage.block("Elasticsearch", "ndjson"), String.join("\n", lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Elasticsearch", "OpenSearch", "Qdrant", "Pinecone", "Milvus"})
    void bodiesAreSmallerThanTheLimit(final String database) throws IOException {
        final List<String> limits = VectorDatabasesPage.limits(database);
        final long megabytes = Long.parseLong(limits.get(1).replaceAll("^(\\d+) MB.*", "$1"));
        final long records = Long.parseLong(limits.get(3));
        // 1024 numbers such as -0.01234567, and 4 KB of text
        final long bytes = records * (1024 * 12 + 4096);
        assertTrue(bytes < megabytes * 1_000_000, () -> "%d bytes for %s".formatted(bytes, database));
    }
}
