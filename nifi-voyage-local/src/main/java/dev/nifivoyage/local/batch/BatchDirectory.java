/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.endpoint.Endpoints;
import dev.nifivoyage.local.file.JsonFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The batches on disk, so that a server goes on with those of an earlier one: the state of each in a JSON file, and the
 * input of each that is in flight, which may be deleted by its owner meanwhile.
 */
public final class BatchDirectory {

    private static final String WRITTEN_AT = "written_at";

    private final Path directory;
    private final JsonFiles states;
    private final List<ObjectNode> earlier;

    public BatchDirectory(final Path directory) {
        this.directory = directory;
        this.states = new JsonFiles(directory);
        this.earlier = states.readAll();
    }

    /**
     * Returns the last time of the clock of an earlier server; the oldest instant if there was none.
     */
    public Instant lastTime() {
        return earlier.stream()
                .map(stored -> Instant.parse(stored.get(WRITTEN_AT).textValue()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    /**
     * Returns the number of entries on the ledger of each batch in flight.
     */
    public Map<String, Integer> billed() {
        final Map<String, Integer> billed = new HashMap<>();
        for (final ObjectNode stored : earlier) {
            if (BatchJobJson.state(stored).isInFlight()) {
                billed.put(BatchJobJson.id(stored), BatchJobJson.billed(stored));
            }
        }
        return billed;
    }

    /**
     * Returns the batches of earlier servers, oldest first.
     */
    public List<BatchJob> load(final Endpoints endpoints) {
        return earlier.stream()
                .map(stored -> BatchJobJson.read(stored, endpoints))
                .sorted(Comparator.comparingLong(BatchJob::number))
                .toList();
    }

    /**
     * Writes the state of a batch.
     */
    void save(final BatchJob job, final Instant now) {
        // together, so that of two threads the last one writes the last state
        synchronized (job) {
            states.write(job.id(), BatchJobJson.write(job).put(WRITTEN_AT, now.toString()));
        }
    }

    /**
     * Returns the input of a batch in flight, which does not exist if the server ended before it was kept.
     */
    Path input(final BatchJob job) {
        return directory.resolve(job.id() + ".jsonl");
    }

    /**
     * Keeps the input of a new batch.
     */
    void keepInput(final BatchJob job, final Path content) throws IOException {
        try {
            Files.createLink(input(job), content);
        } catch (final UnsupportedOperationException | IOException e) {
            // a file system without links
            Files.copy(content, input(job));
        }
    }

    void deleteInput(final BatchJob job) throws IOException {
        Files.deleteIfExists(input(job));
    }
}
