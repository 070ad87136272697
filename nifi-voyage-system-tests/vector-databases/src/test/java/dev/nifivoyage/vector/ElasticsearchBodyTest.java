/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.indices.CreateIndexRequest;
import co.elastic.clients.json.JsonpMapper;
import co.elastic.clients.json.JsonpMappingException;
import co.elastic.clients.json.NdJsonpSerializable;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.json.stream.JsonGenerator;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * The index and the bulk body of docs/vector-databases.md, through the client of Elasticsearch.
 */
class ElasticsearchBodyTest {

    @Test
    void clientReadsTheIndex() throws IOException {
        final String index = VectorDatabasesPage.json("Elasticsearch", 0).toString();
        assertEquals(
                4,
                read(index)
                        .mappings()
                        .properties()
                        .get("embedding")
                        .denseVector()
                        .dims());
        assertThrows(JsonpMappingException.class, () -> read(index.replace("dims", "dimension")));
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

    private static CreateIndexRequest read(final String index) {
        return CreateIndexRequest.of(request -> request.index("documents").withJson(new StringReader(index)));
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
