/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A way to embed records: from a file of JSON lines with {@code id} and {@code text} to the same lines with
 * {@code embedding}.
 */
interface EmbeddingWay {

    /**
     * Returns the name for the table.
     */
    String name();

    /**
     * Returns the limitations for the table.
     */
    String cannot();

    /**
     * Returns the reason why this way cannot be measured on this system, or an empty text.
     */
    String missing() throws IOException, InterruptedException;

    /**
     * Returns whether each file has a new process, so that a second file costs the same as the first.
     */
    boolean startsAgain();

    /**
     * Embeds the records of files one after another, and verifies each number of each vector. A way with a process that
     * goes on uses the same process for all files.
     *
     * @param directory an empty directory
     * @param server base URL of a Voyage-compatible server
     * @return a measurement for each file
     */
    List<Measurement> run(Path directory, URI server, List<Input> inputs) throws IOException, InterruptedException;

    /**
     * A file of records.
     *
     * @param file may be moved
     * @param check verifies the output
     */
    record Input(Path file, OutputCheck check) {}

    /**
     * Verifies an output file.
     */
    @FunctionalInterface
    interface OutputCheck {

        /**
         * Fails if a record is missing or has the vector of another record.
         */
        void check(Path output) throws IOException;
    }
}
