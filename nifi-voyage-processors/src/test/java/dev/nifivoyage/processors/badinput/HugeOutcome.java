/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What became of a huge input, whose records are counted as lines.
 */
final class HugeOutcome {
    private static final List<String> OF_RECORDS = List.of("success", "rejected", "unprocessed");

    private final Map<String, Long> records = new TreeMap<>();
    private final Map<String, String> parts = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> bulletins = new ArrayList<>();
    private boolean isWhole;
    private long expected;
    private long size;
    private boolean isChunking;

    void expect(final long number, final long bytes, final boolean chunking) {
        expected = number;
        size = bytes;
        isChunking = chunking;
    }

    void add(final TestRunner runner, final FileSession.Contents contents) throws IOException {
        if (!runner.isQueueEmpty()) {
            faults.add("a FlowFile is left in the queue");
        }
        bulletins.addAll(
                new Outcome(new byte[0], OptionalLong.empty()).add(runner).bulletins());
        for (final Relationship relationship : runner.getProcessor().getRelationships()) {
            final String name = relationship.getName();
            for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship(relationship)) {
                if (!"original".equals(name) && !"submitted".equals(name)) {
                    add(name, flowFile, contents.file(flowFile));
                }
            }
        }
    }

    private void add(final String relationship, final MockFlowFile flowFile, final Path content) throws IOException {
        final String code = flowFile.getAttribute("error.code");
        parts.put(relationship, code == null ? relationship : "%s `%s`".formatted(relationship, code));
        if (OF_RECORDS.contains(relationship) && code == null) {
            records.merge(relationship, lines(content), Long::sum);
        } else {
            isWhole = true;
            if (code == null || flowFile.getAttribute("error.message").isBlank()) {
                faults.add("in %s without a reason".formatted(relationship));
            }
            if (Files.size(content) != size) {
                faults.add("the content in %s was changed".formatted(relationship));
            }
        }
    }

    /** Returns what is wrong, or an empty list. */
    List<String> faults() {
        OutcomeCheck.read(bulletins, faults);
        final long found = records.values().stream().mapToLong(Long::longValue).sum();
        final boolean isComplete = isChunking ? found >= expected : found == expected;
        if (isWhole ? found > 0 : !isComplete) {
            faults.add("%d records became %s".formatted(expected, records));
        }
        return faults;
    }

    List<String> bulletins() {
        return bulletins;
    }

    @Override
    public String toString() {
        return String.join(", ", parts.values());
    }

    private static long lines(final Path content) throws IOException {
        long lines = 0;
        try (InputStream input = new BufferedInputStream(Files.newInputStream(content))) {
            for (int value = input.read(); value >= 0; value = input.read()) {
                lines += value == '\n' ? 1 : 0;
            }
        }
        return lines;
    }
}
