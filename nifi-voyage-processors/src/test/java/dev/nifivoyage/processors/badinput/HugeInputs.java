/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A million blank records, and texts of 50 MB, which are in files, as is all that becomes of them: the heap is smaller
 * than some of them.
 */
final class HugeInputs {
    static final String KIND = "Huge";
    private static final int MILLION = 1_000_000;
    private static final long SIZE = 50_000_000;
    private static final int TEXTS = 200;
    private static final int TURNS = 40;
    private static final String SENTENCE = "A dancer lifts an arm. ";

    private HugeInputs() {}

    /**
     * A huge input of a processor.
     */
    record Case(String input, RecordProcessor processor, Run run) {
        String name() {
            return "%s, %s".formatted(processor.title(), input);
        }

        HugeOutcome run(final BadInputServer server, final Path directory) throws Exception {
            final Flow flow = new Flow(
                    server, processor, new FileSession.Contents(directory, new HashMap<>()), new HugeOutcome());
            run.run(flow);
            return flow.outcome();
        }
    }

    /**
     * Runs a processor with one input.
     */
    @FunctionalInterface
    interface Run {
        void run(Flow flow) throws Exception;
    }

    /**
     * Writes a content.
     */
    @FunctionalInterface
    private interface Content {
        void write(OutputStream output) throws IOException;
    }

    static Stream<Case> cases() {
        return Stream.of(
                        // the processors read and write their records in the same way
                        Stream.of(
                                        RecordProcessor.CREATE_EMBEDDING,
                                        RecordProcessor.CHUNK_TEXT,
                                        RecordProcessor.BATCH_EMBEDDING)
                                .map(processor ->
                                        new Case("a million blank records", processor, flow -> blanks(flow, MILLION))),
                        RecordProcessor.ofEachClass()
                                .map(processor -> new Case(
                                        "50,000 blank records", processor, flow -> blanks(flow, MILLION / 20))),
                        Arrays.stream(RecordProcessor.values())
                                .map(processor -> new Case("a text of 50 MB", processor, HugeInputs::oneText)),
                        Stream.of(
                                        RecordProcessor.CREATE_EMBEDDING,
                                        RecordProcessor.CHUNK_TEXT,
                                        RecordProcessor.DESCRIBE_POSE,
                                        RecordProcessor.BATCH_EMBEDDING)
                                .map(processor -> new Case("200 texts with 50 MB", processor, HugeInputs::texts)),
                        Stream.of(RecordProcessor.CREATE_EMBEDDING, RecordProcessor.CHUNK_TEXT)
                                .map(processor ->
                                        new Case("a FlowFile of 50 MB that is a text", processor, HugeInputs::whole)))
                .flatMap(cases -> cases);
    }

    // the last record has a text, so that there is a job
    private static void blanks(final Flow flow, final int records) throws Exception {
        final byte[] blank = line(flow.processor().record(1, "\"\""));
        final TestRunner runner = flow.runner();
        VoyageTestEnvironment.use(runner, "Record Writer", new CountingWriter());
        flow.run(runner, records + 1, output -> {
            for (int i = 0; i < records; i++) {
                output.write(blank);
            }
            output.write(line(flow.processor().record(2)));
        });
    }

    private static void oneText(final Flow flow) throws Exception {
        flow.run(flow.runner(), 3, output -> {
            output.write(line(flow.processor().record(1)));
            text(output, flow.processor().record(2, "\"@\""), SENTENCE, SIZE);
            output.write(line(flow.processor().record(3)));
        });
    }

    private static void texts(final Flow flow) throws Exception {
        flow.run(flow.runner(), TEXTS, output -> {
            for (int i = 0; i < TEXTS; i++) {
                text(output, flow.processor().record(i, "\"@\""), i + ": " + SENTENCE, SIZE / TEXTS);
            }
        });
    }

    private static void whole(final Flow flow) throws Exception {
        final TestRunner runner = flow.runner();
        runner.removeProperty("Record Reader");
        if (flow.processor() != RecordProcessor.CHUNK_TEXT) {
            runner.removeProperty("Record Writer");
        }
        flow.run(runner, 1, output -> text(output, "@", SENTENCE, SIZE));
    }

    private static void text(final OutputStream output, final String record, final String sentence, final long size)
            throws IOException {
        final String[] around = record.split("@", -1);
        output.write(around[0].getBytes(StandardCharsets.UTF_8));
        final byte[] bytes = sentence.getBytes(StandardCharsets.UTF_8);
        for (long written = 0; written < size; written += bytes.length) {
            output.write(bytes);
        }
        output.write(line(around[1]));
    }

    private static byte[] line(final String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A processor, or those of a job.
     */
    record Flow(BadInputServer server, RecordProcessor processor, FileSession.Contents contents, HugeOutcome outcome) {

        TestRunner runner() throws Exception {
            return processor.runner(server);
        }

        void run(final TestRunner runner, final long records, final Content content) throws Exception {
            final Path input = Files.createTempFile(contents.directory(), "input", "");
            try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(input))) {
                content.write(output);
            }
            outcome.expect(records, Files.size(input), processor == RecordProcessor.CHUNK_TEXT);
            run(runner, input, Map.of());
            for (final MockFlowFile submitted : runner.getFlowFilesForRelationship("submitted")) {
                final TestRunner download = server.flow().download();
                if (runner.getControllerService("another Record Writer") != null) {
                    VoyageTestEnvironment.use(download, "Record Writer", new CountingWriter());
                }
                run(
                        download,
                        contents.file(submitted),
                        server.flow().await(submitted).getAttributes());
            }
        }

        private void run(final TestRunner runner, final Path input, final Map<String, String> attributes)
                throws IOException {
            // starts the processor
            runner.run(1, false, true);
            contents.put(runner.enqueue(new byte[0], attributes), input);
            for (int turn = 0; turn < TURNS && !runner.isQueueEmpty(); turn++) {
                runner.getProcessor().onTrigger(runner.getProcessContext(), FileSession.factory(runner, contents));
            }
            outcome.add(runner, contents);
        }
    }
}
