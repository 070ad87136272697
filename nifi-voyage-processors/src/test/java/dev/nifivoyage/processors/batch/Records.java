/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.vector.SyntheticVectorModel;
import org.apache.nifi.util.MockFlowFile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Input records, and checks of the output records.
 */
public final class Records {
    static final String DOCUMENT_PROMPT = "Represent the document for retrieval: ";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SyntheticVectorModel MODEL = new SyntheticVectorModel();

    private Records() {}

    /**
     * Returns one JSON object per line with {@code id}, from 0, and {@code text}.
     */
    public static String of(final String... texts) throws IOException {
        final StringBuilder records = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            records.append(JSON.writeValueAsString(Map.of("id", i, "text", texts[i])))
                    .append('\n');
        }

        return records.toString();
    }

    /**
     * Returns numbered texts, from 0.
     */
    public static String[] numbered(final int count) {
        final String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = "A performer in pose number " + i;
        }

        return texts;
    }

    public static List<JsonNode> read(final List<MockFlowFile> flowFiles) throws IOException {
        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile flowFile : flowFiles) {
            records.addAll(read(new ByteArrayInputStream(flowFile.toByteArray())));
        }

        return records;
    }

    static List<JsonNode> read(final InputStream content) throws IOException {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(content)) {
            return values.readAll();
        }
    }

    /**
     * Fails unless each record has the vector of its own text.
     */
    public static void assertOwnVectors(final List<JsonNode> records, final String model, final int dimension) {
        for (final JsonNode record : records) {
            final float[] expected =
                    MODEL.embed(model, DOCUMENT_PROMPT, record.path("text").asText(), dimension);
            final JsonNode embeddings = record.path("embedding");
            assertEquals(expected.length, embeddings.size(), () -> "dimension of " + record.path("text"));
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], embeddings.get(i).floatValue(), "number " + i + " of " + record.path("text"));
            }
        }
    }

    /**
     * Returns the vector of the server for a document.
     */
    static float[] vector(final String model, final String text, final int dimension) {
        return MODEL.embed(model, DOCUMENT_PROMPT, text, dimension);
    }
}
