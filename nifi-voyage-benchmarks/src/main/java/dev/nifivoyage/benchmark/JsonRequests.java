/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads records as trees, as NiFi's JSON reader does, and writes the requests of their texts with a number as id. Prints seconds, once.
 */
final class JsonRequests {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonRequests() {
    }

    public static void main(final String[] arguments) throws IOException {
        final long start = System.nanoTime();
        try (InputStream input = Files.newInputStream(Path.of(arguments[0]));
                MappingIterator<JsonNode> records = new ObjectMapper().readerFor(JsonNode.class).readValues(input);
                OutputStream output = new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[1])));
                JsonGenerator generator = JSON.createGenerator(output)) {
            // ids of the same length as ours
            long id = 1_000_000_000_000_000_000L;
            while (records.hasNext()) {
                write(generator, records.next().path("text").asText(), "request-" + id++ + "-0123456789abcdef");
            }
        }
        System.out.println((System.nanoTime() - start) / 1e9);
    }

    private static void write(final JsonGenerator generator, final String text, final String id) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("custom_id", id);
        generator.writeObjectFieldStart("body");
        generator.writeArrayFieldStart("input");
        generator.writeString(text);
        generator.writeEndArray();
        generator.writeEndObject();
        generator.writeEndObject();
        generator.writeRaw('\n');
    }
}
