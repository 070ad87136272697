/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Records as one JSON object per line.
 */
final class RecordFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordFile() {}

    /**
     * Writes {@code id}, counted from 0, and {@code text}.
     */
    static Path write(final Path file, final List<String> texts) throws IOException {
        return write(file, texts.size(), texts::get);
    }

    /**
     * Writes {@code id}, counted from 0, and the {@code text} of each.
     */
    static Path write(final Path file, final int count, final IntFunction<String> text) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (int i = 0; i < count; i++) {
                writer.write(JSON.writeValueAsString(Map.of("id", i, "text", text.apply(i))));
                writer.newLine();
            }
        }

        return file;
    }

    static List<JsonNode> read(final Path file) {
        final List<JsonNode> records = new ArrayList<>();
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
            values.forEachRemaining(records::add);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }

        return records;
    }

    /** Returns the number of records of a file, which may be larger than the memory. */
    static long count(final Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    static List<JsonNode> readAll(final List<Path> files) {
        return files.stream().flatMap(file -> read(file).stream()).toList();
    }
}
