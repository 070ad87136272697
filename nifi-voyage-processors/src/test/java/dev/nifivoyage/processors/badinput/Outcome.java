/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.slf4j.helpers.MessageFormatter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What became of an input: where its FlowFiles are, and what an operator reads.
 */
final class Outcome {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] input;
    private OptionalLong records;
    private final Map<String, List<MockFlowFile>> flowFiles = new TreeMap<>();
    private final List<String> bulletins = new ArrayList<>();
    private boolean left;

    /**
     * @param records that the reader finds in the input, if it can read it and there is one
     */
    Outcome(final byte[] input, final OptionalLong records) {
        this.input = input;
        this.records = records;
    }

    /**
     * Sets the number of records in the input, whatever the reader finds.
     */
    void expect(final long number) {
        records = records.isPresent() ? OptionalLong.of(number) : records;
    }

    byte[] input() {
        return input;
    }

    OptionalLong records() {
        return records;
    }

    /** Returns the FlowFiles by the name of their relationship, without those in original. */
    Map<String, List<MockFlowFile>> flowFiles() {
        return flowFiles;
    }

    /** Returns the first FlowFile of a relationship. */
    MockFlowFile first(final String relationship) {
        return flowFiles.get(relationship).getFirst();
    }

    /** Returns the bulletins of warnings and errors. */
    List<String> bulletins() {
        return bulletins;
    }

    /** Returns whether a FlowFile is still in the queue of a processor. */
    boolean isLeft() {
        return left;
    }

    /**
     * Adds what a processor did.
     */
    Outcome add(final TestRunner runner) {
        Stream.concat(runner.getLogger().getErrorMessages().stream(), runner.getLogger().getWarnMessages().stream())
                .map(Outcome::bulletin)
                .forEach(bulletins::add);
        left |= !runner.isQueueEmpty();
        for (final Relationship relationship : runner.getProcessor().getRelationships()) {
            final List<MockFlowFile> transferred = runner.getFlowFilesForRelationship(relationship);
            if (!transferred.isEmpty() && !"original".equals(relationship.getName())) {
                flowFiles
                        .computeIfAbsent(relationship.getName(), name -> new ArrayList<>())
                        .addAll(transferred);
            }
        }
        return this;
    }

    /** Takes the FlowFiles that go on to the next processor. */
    List<MockFlowFile> take(final String relationship) {
        final List<MockFlowFile> taken = flowFiles.remove(relationship);
        return taken == null ? List.of() : taken;
    }

    /**
     * Reads the records of a relationship.
     */
    void read(final String relationship, final Consumer<JsonNode> reader) throws IOException {
        for (final MockFlowFile flowFile : flowFiles.getOrDefault(relationship, List.of())) {
            try (MappingIterator<JsonNode> values =
                    JSON.readerFor(JsonNode.class).readValues(flowFile.toByteArray())) {
                values.forEachRemaining(reader);
            }
        }
    }

    // as NiFi composes it: the message, and each cause without its stack
    private static String bulletin(final LogMessage message) {
        final Object[] arguments = message.getArgs() == null ? new Object[0] : message.getArgs();
        final StringBuilder text = new StringBuilder(
                MessageFormatter.arrayFormat(message.getMsg(), arguments).getMessage());
        final Throwable thrown = message.getThrowable() != null
                ? message.getThrowable()
                : Arrays.stream(arguments)
                        .filter(Throwable.class::isInstance)
                        .map(Throwable.class::cast)
                        .findFirst()
                        .orElse(null);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append("\n- Caused by: ").append(cause);
        }
        return text.toString();
    }
}
