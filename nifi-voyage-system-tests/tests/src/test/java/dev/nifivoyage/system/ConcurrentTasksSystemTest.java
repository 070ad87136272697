/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The processors that NiFi may trigger repeatedly in one session, with eight threads on one queue: what they write is
 * what one thread writes. The runs of {@link ChaosSystemTest} have eight threads for the others.
 */
@ExtendWith(SharedNiFi.class)
class ConcurrentTasksSystemTest {
    private static final int FILES = 150;
    private static final int TASKS = 8;
    private static final Duration RUN_DURATION = Duration.ofMillis(500);
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    /** Neither of the processors calls Voyage. */
    private static final URI NOWHERE = URI.create("http://localhost:1/v1");

    @TempDir
    private Path directory;

    @Test
    void eightThreadsWriteWhatOneWrites(final NiFiProcess nifi) throws Exception {
        final SortedMap<String, String> one = run(nifi, 1, Duration.ZERO);
        assertEquals(2 * FILES, one.size());
        assertEquals(one, run(nifi, TASKS, RUN_DURATION));
    }

    private SortedMap<String, String> run(final NiFiProcess nifi, final int tasks, final Duration runDuration)
            throws Exception {
        final Path poses = Files.createDirectories(directory.resolve("poses-" + tasks));
        final Path texts = Files.createDirectories(directory.resolve("texts-" + tasks));
        final Path written = Files.createDirectories(directory.resolve("written-" + tasks));
        writePoses(poses);
        writeTexts(texts);
        final Map<String, String> records = Map.of("Record Reader", "JSON Reader", "Record Writer", "JSON Writer");
        final BuiltFlow flow = new BuiltFlow(nifi, "concurrent tasks", NOWHERE)
                .processor("Describe", "pose.DescribePose", records)
                .processor("Chunk", "chunk.ChunkText", Map.of("Record Writer", "JSON Writer"))
                .concurrently("Describe", tasks, runDuration)
                .concurrently("Chunk", tasks, runDuration)
                .files("Poses", poses, "Describe")
                .files("Texts", texts, "Chunk")
                .written("Describe", "success", written)
                .written("Chunk", "success", written)
                .start();
        final List<Path> files = Poll.until(
                DEADLINE,
                () -> "all files in " + written + "; NiFi says: " + flow.bulletins(),
                () -> Optional.of(ImportedFlow.files(written)).filter(found -> found.size() == 2 * FILES));
        assertEquals(List.of(), flow.bulletins());
        flow.delete();
        return contents(files);
    }

    private static SortedMap<String, String> contents(final List<Path> files) throws IOException {
        final SortedMap<String, String> contents = new TreeMap<>();
        for (final Path file : files) {
            contents.put(file.getFileName().toString(), Files.readString(file));
        }
        return contents;
    }

    // each file has other frames
    private static void writePoses(final Path folder) throws IOException {
        final List<String> frames = Files.readAllLines(ImportedFlow.data("poses/WAVE_HELLO.jsonl"));
        for (int file = 0; file < FILES; file++) {
            final int first = file % frames.size();
            Files.write(folder.resolve("poses-" + file + ".jsonl"), frames.subList(first, frames.size()));
        }
    }

    private static void writeTexts(final Path folder) throws IOException {
        for (int file = 0; file < FILES; file++) {
            Files.writeString(
                    folder.resolve("text-" + file + ".txt"),
                    "# Step %d%n%n".formatted(file)
                            + "The dancer turns by %d degrees. ".formatted(file).repeat(file));
        }
    }
}
