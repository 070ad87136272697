/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.nifi.util.MockFlowFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What holds for each outcome, whatever the input: nothing is lost, nothing waits for ever, and an operator reads a
 * reason and no program.
 */
final class OutcomeCheck {
    /** The processor of a FlowFile without records. */
    static final String FLOW_FILE = "CreateMultimodalEmbedding, a FlowFile";

    private static final Set<String> OF_RECORDS = Set.of("success", "rejected", "unprocessed");
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_BULLETIN = 6_000;
    private static final Pattern STACK = Pattern.compile("\\n\\s*at [\\w.$/]+\\(");
    private static final Pattern PROGRAM = Pattern.compile(
            "(NullPointer|ClassCast|IndexOutOfBounds|NumberFormat|Arithmetic|NegativeArraySize|UnsupportedOperation"
                    + "|ConcurrentModification|NoSuchElement|InputMismatch|ArrayStore)Exception|(StackOverflow|OutOfMemory)Error");

    private final Outcome outcome;
    private final boolean isChunking;
    private final boolean mayRetry;
    private final boolean hasRecords;
    private final List<String> faults = new ArrayList<>();

    OutcomeCheck(final BadInputCase input, final Outcome outcome) {
        this.outcome = outcome;
        this.isChunking = input.processor().startsWith("ChunkText");
        this.hasRecords =
                !input.processor().matches("(Poll|Cancel|Evict|List).*") && !FLOW_FILE.equals(input.processor());
        // a forged ID or time may stand for a job that will be there later
        this.mayRetry = input.kind().equals(ForgedAttributes.KIND);
    }

    /**
     * Returns what is wrong, or an empty list.
     */
    List<String> faults() throws IOException {
        if (outcome.isLeft()) {
            faults.add("a FlowFile is left in the queue");
        }
        if (outcome.flowFiles().containsKey("retry") && !mayRetry) {
            faults.add("in retry, where it would turn for ever: " + attributes("retry"));
        }
        read(outcome.bulletins(), faults);
        if (hasRecords) {
            checkRecords();
        }
        checkWholes();
        return faults;
    }

    /**
     * Adds what is wrong with bulletins.
     */
    static void read(final List<String> bulletins, final List<String> faults) {
        bulletins.forEach(bulletin -> read(bulletin, LONGEST_BULLETIN, "bulletin", faults));
    }

    private void checkRecords() throws IOException {
        final List<String> wholes = outcome.flowFiles().keySet().stream()
                .filter(name -> !OF_RECORDS.contains(name))
                .toList();
        final long[] found = new long[1];
        final Set<String> chunked = new HashSet<>();
        for (final String relationship : OF_RECORDS) {
            outcome.read(relationship, record -> {
                // ChunkText makes several records of one
                final String document = record.path("document_id").asText();
                if (!isChunking || !"success".equals(relationship) || chunked.add(document)) {
                    found[0]++;
                }
                if ("rejected".equals(relationship)) {
                    checkError(record);
                }
            });
        }
        if (!wholes.isEmpty() || outcome.isLeft()) {
            if (found[0] > 0) {
                faults.add("%d records beside the whole FlowFile in %s".formatted(found[0], wholes));
            }
        } else if (outcome.records().isEmpty()) {
            faults.add("the reader does not reach the end, but %d records are there".formatted(found[0]));
        } else if (outcome.records().getAsLong() != found[0]) {
            faults.add("%d records became %d".formatted(outcome.records().getAsLong(), found[0]));
        }
    }

    private void checkError(final JsonNode record) {
        final JsonNode error = record.path("error");
        if (error.path("code").asText().isBlank()
                || error.path("message").asText().isBlank()) {
            faults.add("a rejected record has no reason: "
                    + record.toString()
                            .substring(0, Math.min(300, record.toString().length())));
        }
        read(error.path("message").asText(), LONGEST_MESSAGE, "message");
    }

    private void checkWholes() {
        final List<MockFlowFile> failed = Stream.of("failure", "rejected")
                .filter(name -> !hasRecords || "failure".equals(name))
                .flatMap(name -> outcome.flowFiles().getOrDefault(name, List.of()).stream())
                .toList();
        for (final MockFlowFile flowFile : failed) {
            final String message = flowFile.getAttribute("error.message");
            final String code = flowFile.getAttribute("error.code");
            if (code == null || code.isBlank() || message == null || message.isBlank()) {
                faults.add("in error without a reason: " + flowFile.getAttributes());
            } else {
                read(message, LONGEST_MESSAGE, "error.message");
            }
            if (!Arrays.equals(outcome.input(), flowFile.toByteArray())) {
                faults.add("the content in error was changed");
            }
        }
        if ((!failed.isEmpty() || outcome.flowFiles().containsKey("rejected"))
                && outcome.bulletins().isEmpty()) {
            faults.add("no bulletin tells of " + outcome.flowFiles().keySet());
        }
        if (outcome.flowFiles().isEmpty() && outcome.records().orElse(-1) != 0 && !outcome.isLeft()) {
            faults.add("no FlowFile anywhere");
        }
    }

    private void read(final String text, final int longest, final String what) {
        read(text, longest, what, faults);
    }

    private static void read(final String text, final int longest, final String what, final List<String> faults) {
        if (text.length() > longest) {
            faults.add("a %s of %d characters: %s…".formatted(what, text.length(), text.substring(0, 300)));
        }
        if (STACK.matcher(text).find() || PROGRAM.matcher(text).find()) {
            faults.add("a %s that only a programmer reads: %s".formatted(what, text));
        }
    }

    private Map<String, String> attributes(final String relationship) {
        return new TreeMap<>(outcome.first(relationship).getAttributes());
    }
}
