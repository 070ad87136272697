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
 * One way to give records their vectors: a file of JSON lines with {@code id} and {@code text} in, the same lines with {@code embeddings} out.
 */
interface EmbeddingWay {

    /**
     * What it is, for the table.
     */
    String name();

    /**
     * What it does not do that a user of such a job needs, for the table.
     */
    String cannot();

    /**
     * Embeds the records once and checks each number of each vector.
     *
     * @param directory an empty directory of its own
     * @param voyage a server that nobody else uses
     * @param input the file of records, which may be moved
     * @param check told the file that came out
     */
    Measurement run(Path directory, VoyageLocalServer voyage, Path input, OutputCheck check)
            throws IOException, InterruptedException;

    /**
     * Reads what came out.
     */
    @FunctionalInterface
    interface OutputCheck {

        /**
         * Fails when a record is missing or has another vector than its own.
         */
        void check(Path output) throws IOException;
    }
}
