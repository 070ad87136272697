/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The records of a soak, from the file in which they are given to the one in which they return; it remembers those that
 * have not returned. Most texts occur once; refrains occur in many files, and have more tokens.
 */
final class SoakRecords {
    static final int PER_FILE = 40;
    static final String MODEL = "voyage-4-lite";
    static final int DIMENSION = 1_024;
    /** Fewer than the tokens of a refrain, and more than those of the other texts. */
    static final int REFRAIN_TOKENS = 60;

    private static final int NEW_PER_FILE = 35;
    private static final int REFRAINS = 300;
    private static final int FAULTS = 20;
    private static final String REFRAIN =
            "the music begins again and everybody returns to the first position ".repeat(8);

    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<String, JsonNode> waiting = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private int files;
    private long returned;
    private long refrains;

    /** Writes the next file. */
    Path write(final Path directory) throws IOException {
        final String name = "week-%06d.json".formatted(files++);
        final Map<String, JsonNode> records = new LinkedHashMap<>();
        for (int i = 0; i < PER_FILE; i++) {
            final String id = name + " " + i;
            final String text = i < NEW_PER_FILE
                    ? "Step %d of dance %d: the weight shifts to the other foot".formatted(i, files)
                    : "Refrain %d: %s".formatted(random.nextInt(REFRAINS), REFRAIN);
            records.put(id, JsonNodeFactory.instance.objectNode().put("id", id).put("text", text));
        }
        refrains += PER_FILE - NEW_PER_FILE;
        waiting.putAll(records);
        return Files.write(
                directory.resolve(name),
                records.values().stream().map(JsonNode::toString).toList());
    }

    /** Compares the records of a file with those that were given, and deletes it. */
    void take(final Path file) {
        for (final JsonNode record : RecordFile.read(file)) {
            returned++;
            final JsonNode given = waiting.remove(record.path("id").asText());
            if (given == null || !given.path("text").equals(record.path("text"))) {
                fault("changed, or not the first time: " + record);
            } else {
                check(record);
            }
        }
        try {
            Files.delete(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(final JsonNode record) {
        try {
            VectorAssertions.assertVectorOf(record.path("text").asText(), MODEL, DIMENSION, record.path("embedding"));
        } catch (final AssertionError e) {
            fault("wrong vector: " + e.getMessage());
        }
    }

    private void fault(final String fault) {
        if (faults.size() < FAULTS) {
            faults.add(fault);
        }
    }

    /** Returns the number of files of which not all records have returned. */
    int openFiles() {
        return Math.ceilDiv(waiting.size(), PER_FILE);
    }

    long returned() {
        return returned;
    }

    /** Returns the number of texts that were given once. */
    long newTexts() {
        return (long) files * NEW_PER_FILE;
    }

    /** Returns the number of records with a text that was given more often. */
    long refrains() {
        return refrains;
    }

    /** Returns what must not be; at the end, with the records that have not returned. */
    List<String> faults() {
        final List<String> all = new ArrayList<>(faults);
        waiting.keySet().stream().sorted().limit(FAULTS).forEach(id -> all.add("lost: " + id));
        return all;
    }
}
