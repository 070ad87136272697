/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.benchmark.EmbeddingWay.Input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes files of generated records for a way to embed them.
 *
 * @param parent gets a directory for each file
 * @param bytes length of each text
 * @param model model of the vectors to expect
 */
record InputWriter(Path parent, int bytes, String model, int dimension) {

    /**
     * Writes files with distinct texts.
     *
     * @param first number of the first text
     * @param count number of records in each file
     */
    List<Input> write(final int first, final int files, final int count) throws IOException {
        final List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            final int start = first + i * count;
            final Path file = Files.createTempDirectory(parent, "input-").resolve("records-%d.json".formatted(start));
            final GeneratedRecords records = new GeneratedRecords(start, count, bytes);
            records.write(file);
            inputs.add(new Input(file, new VectorCheck(records, model, dimension)::checkInAnyOrder));
        }
        return inputs;
    }
}
