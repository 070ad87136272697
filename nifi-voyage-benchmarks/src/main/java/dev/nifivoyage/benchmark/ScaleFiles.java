/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.vector.VectorDtype;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of records of a flow: each is written shortly before the flow takes it, and deleted when its records have
 * come out, each exactly once and with its own vector.
 */
final class ScaleFiles {
    static final String MODEL = "voyage-4-lite";
    static final int DIMENSION = 256;
    static final VectorDtype DTYPE = VectorDtype.INT8;
    /** With the ID of its request, a text has about 100 tokens by the estimate of the server. */
    static final int BYTES = 290;

    private static final int WRITTEN_AHEAD = 2;

    private final EmbedRecordsFlow flow;
    private final Path directory;
    private final int files;
    private final int recordsPerFile;
    private final List<Integer> waiting = new ArrayList<>();
    private int given;
    private int taken;

    /**
     * @param directory the one of the flow
     */
    ScaleFiles(final EmbedRecordsFlow flow, final Path directory, final int files, final int recordsPerFile) {
        this.flow = flow;
        this.directory = directory;
        this.files = files;
        this.recordsPerFile = recordsPerFile;
    }

    /**
     * Gives the next file to the flow, unless some are still waiting for it.
     */
    void give() {
        if (given == files) {
            return;
        }
        try (Stream<Path> input = Files.list(directory.resolve("in"))) {
            if (input.count() < WRITTEN_AHEAD) {
                final Path file = directory.resolve(name(given));
                records(given).write(file);
                flow.accept(file);
                waiting.add(given);
                given++;
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks and deletes one of the files that have come out, if there is one.
     *
     * @throws IllegalStateException if a record is missing, comes twice, or has another vector
     */
    void take() {
        final Optional<Integer> next = waiting.stream()
                .filter(file -> !flow.written(name(file)).isEmpty())
                .findFirst();
        if (next.isEmpty()) {
            return;
        }
        final List<Path> output = flow.written(name(next.get()));
        try {
            new VectorCheck(records(next.get()), MODEL, DIMENSION, DTYPE).checkInAnyOrder(output);
            for (final Path file : output) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        waiting.remove(next.get());
        taken++;
    }

    int taken() {
        return taken;
    }

    boolean areAllTaken() {
        return taken == files;
    }

    private static String name(final int file) {
        return "records-%03d.json".formatted(file);
    }

    private GeneratedRecords records(final int file) {
        return new GeneratedRecords(file * recordsPerFile, recordsPerFile, BYTES);
    }
}
