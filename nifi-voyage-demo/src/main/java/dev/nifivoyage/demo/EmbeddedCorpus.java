/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The embedded records of the flow: a few hundred, which fit into memory.
 */
final class EmbeddedCorpus {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Record> records = new ArrayList<>();

    /**
     * A record.
     *
     * @param name simple name of the component
     * @param text its description
     * @param vector unit length
     */
    record Record(String name, String text, float[] vector) {}

    /**
     * A search result.
     *
     * @param record the record
     * @param score cosine similarity
     */
    record Match(Record record, double score) {}

    /**
     * Reads a file of JSON objects.
     */
    static EmbeddedCorpus read(final Path file) throws IOException {
        final EmbeddedCorpus corpus = new EmbeddedCorpus();
        try (MappingIterator<JsonNode> records = JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (records.hasNext()) {
                final JsonNode record = records.next();
                corpus.records.add(new Record(
                        record.path("name").asText(),
                        record.path("text").asText(),
                        Vectors.read(record.path("embedding"))));
            }
        }

        return corpus;
    }

    int size() {
        return records.size();
    }

    /**
     * Returns the records nearest to a vector.
     */
    List<Match> nearest(final float[] vector, final int count) {
        return records.stream()
                .map(record -> new Match(record, Vectors.cosine(record.vector(), vector)))
                .sorted(Comparator.comparingDouble(Match::score).reversed())
                .limit(count)
                .toList();
    }
}
