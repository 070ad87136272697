/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Records with distinct texts of a given length, the same in each run.
 */
final class GeneratedRecords {
    private static final String[] WORDS = {
        "the",
        "performer",
        "raises",
        "an",
        "arm",
        "turns",
        "slowly",
        "towards",
        "light",
        "and",
        "stands",
        "still",
        "while",
        "music",
        "grows",
        "louder"
    };

    private final int first;
    private final int count;
    private final int bytes;

    GeneratedRecords(final int count, final int bytes) {
        this(0, count, bytes);
    }

    /**
     * @param first number of the first text
     */
    GeneratedRecords(final int first, final int count, final int bytes) {
        this.first = first;
        this.count = count;
        this.bytes = bytes;
    }

    int count() {
        return count;
    }

    String text(final int record) {
        final long number = (long) first + record;
        final StringBuilder text =
                new StringBuilder(bytes + 16).append("frame ").append(number);
        long state = number * 0x9E3779B97F4A7C15L + 1;
        while (text.length() < bytes) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            text.append(' ').append(WORDS[(int) (state >>> 60)]);
        }
        text.setLength(bytes);
        return text.toString().strip();
    }

    void write(final Path file) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (int record = 0; record < count; record++) {
                // the words need no escaping
                writer.write("{\"id\":" + record + ",\"text\":\"" + text(record) + "\"}\n");
            }
        }
    }
}
