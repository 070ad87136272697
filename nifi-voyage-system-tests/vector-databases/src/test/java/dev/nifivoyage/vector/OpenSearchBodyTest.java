/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import org.junit.jupiter.api.Test;
import org.opensearch.client.json.JsonpDeserializer;
import org.opensearch.client.json.JsonpMapper;
import org.opensearch.client.json.NdJsonpSerializable;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.opensearch._types.mapping.KnnVectorProperty;
import org.opensearch.client.opensearch._types.mapping.TypeMapping;
import org.opensearch.client.opensearch.core.BulkRequest;
import org.opensearch.client.opensearch.indices.IndexSettings;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The index and the bulk body of docs/vector-databases.md, through the client of OpenSearch.
 */
class OpenSearchBodyTest {

    @Test
    void clientReadsTheIndex() throws IOException {
        final JsonNode index = VectorDatabasesPage.json("OpenSearch", 0);
        final KnnVectorProperty vector = read(TypeMapping._DESERIALIZER, index.path("mappings"))
                .properties()
                .get("embedding")
                .knnVector();
        assertEquals(4, vector.dimension());
        assertEquals("cosinesimil", vector.spaceType());
        assertEquals("lucene", vector.method().engine());
        assertTrue(read(IndexSettings._DESERIALIZER, index.path("settings"))
                .index()
                .knn());
    }

    @Test
    void clientWritesTheSameBody() throws IOException {
        final BulkRequest.Builder bulk = new BulkRequest.Builder();
        final List<JsonNode> lines = VectorDatabasesPage.bulkLines();
        for (int i = 0; i < lines.size(); i += 2) {
            final JsonNode action = lines.get(i).path("index");
            final JsonNode document = lines.get(i + 1);
            bulk.operations(operation ->
                    operation.index(index -> index.index(action.path("_index").asText())
                            .id(action.path("_id").asText())
                            .document(document)));
        }
        final List<JsonNode> written = new ArrayList<>();
        write(bulk.build(), new JacksonJsonpMapper(), written);
        assertEquals(lines, written);
    }

    private static <T> T read(final JsonpDeserializer<T> deserializer, final JsonNode json) {
        final JsonpMapper mapper = new JacksonJsonpMapper();
        try (JsonParser parser = mapper.jsonProvider().createParser(new StringReader(json.toString()))) {
            return deserializer.deserialize(parser, mapper);
        }
    }

    // as the client's transport does
    private static void write(final NdJsonpSerializable value, final JsonpMapper mapper, final List<JsonNode> written)
            throws IOException {
        final Iterator<?> parts = value._serializables();
        while (parts.hasNext()) {
            final Object part = parts.next();
            if (part instanceof final NdJsonpSerializable nested && nested != value) {
                write(nested, mapper, written);
            } else {
                final StringWriter text = new StringWriter();
                try (JsonGenerator generator = mapper.jsonProvider().createGenerator(text)) {
                    mapper.serialize(part, generator);
                }
                written.add(VectorDatabasesPage.JSON.readTree(text.toString()));
            }
        }
    }
}
