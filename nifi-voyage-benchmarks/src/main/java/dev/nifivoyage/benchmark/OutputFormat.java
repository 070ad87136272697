/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The format of the records that the shipped flow writes.
 */
enum OutputFormat {
    JSON("JSON") {
        @Override
        Path definition(final Path shipped, final Path directory) {
            return shipped;
        }

        @Override
        OutputRecords open(final Path file, final int dimension) throws IOException {
            return new JsonOutputRecords(file, dimension);
        }
    },
    AVRO("Avro") {
        @Override
        Path definition(final Path shipped, final Path directory) throws IOException {
            final ObjectMapper mapper = new ObjectMapper();
            final JsonNode definition = mapper.readTree(shipped.toFile());
            for (final JsonNode component : definition.findParents("type")) {
                if (JSON_WRITER.equals(component.path("type").asText())) {
                    ((ObjectNode) component)
                            .put("type", "org.apache.nifi.avro.AvroRecordSetWriter")
                            .putObject("properties")
                            .put("Schema Write Strategy", "avro-embedded")
                            .put("schema-access-strategy", "inherit-record-schema");
                }
            }
            final Path changed = directory.resolve("avro-" + shipped.getFileName());
            mapper.writeValue(changed.toFile(), definition);
            return changed;
        }

        @Override
        OutputRecords open(final Path file, final int dimension) throws IOException {
            return new AvroOutputRecords(file);
        }
    };

    private static final String JSON_WRITER = "org.apache.nifi.json.JsonRecordSetWriter";

    private final String displayName;

    OutputFormat(final String displayName) {
        this.displayName = displayName;
    }

    /**
     * Returns the flow definition with the writer of this format.
     *
     * @param shipped flow definition that writes JSON
     * @param directory directory of a changed copy
     */
    abstract Path definition(Path shipped, Path directory) throws IOException;

    /**
     * Opens an output file.
     *
     * @param dimension of the vectors
     */
    abstract OutputRecords open(Path file, int dimension) throws IOException;

    @Override
    public String toString() {
        return displayName;
    }
}
