/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.VoyageLocalServer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A way to embed records: from a file of JSON lines with {@code id} and {@code text} to the same lines with
 * {@code embeddings}.
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
     * Embeds the records once, and verifies each number of each vector.
     *
     * @param directory an empty directory
     * @param voyage a server for exclusive use
     * @param input the file of records, which may be moved
     * @param check verifies the output
     */
    Measurement run(Path directory, VoyageLocalServer voyage, Path input, OutputCheck check)
            throws IOException, InterruptedException;

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
