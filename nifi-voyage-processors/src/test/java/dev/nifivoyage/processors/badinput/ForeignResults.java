/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * FlowFiles whose attributes name the files of other jobs. Whatever the files hold, a record gets the vector of its own
 * text or none.
 */
final class ForeignResults {
    private static final String KIND = "Result files of other jobs";
    private static final String OUTPUT = VoyageAttributes.OUTPUT_FILE_ID;
    private static final String ERROR = VoyageAttributes.ERROR_FILE_ID;
    private static final String INPUT = VoyageAttributes.INPUT_FILE_ID;
    private static final String BATCH_ID = VoyageAttributes.BATCH_ID;

    private final Map<String, Forgery> forgeries = new LinkedHashMap<>();

    /** Jobs, each created once. */
    private MockFlowFile own;

    private MockFlowFile strangers;
    private MockFlowFile sharing;
    private MockFlowFile failed;
    private MockFlowFile smaller;
    private MockFlowFile ranking;
    private MockFlowFile documents;

    private ForeignResults() {
        file("the output of other texts", OUTPUT, () -> strangers.getAttribute(OUTPUT));
        file("the output of some of the texts", OUTPUT, () -> sharing.getAttribute(OUTPUT));
        file("the output of the same texts in another dimension", OUTPUT, () -> smaller.getAttribute(OUTPUT));
        file("the output of a job of rerankings", OUTPUT, () -> ranking.getAttribute(OUTPUT));
        file("the output of a job of documents", OUTPUT, () -> documents.getAttribute(OUTPUT));
        file("the errors of other texts as its output", OUTPUT, () -> failed.getAttribute(ERROR));
        file("its own input as its output", OUTPUT, () -> own.getAttribute(INPUT));
        file("the input of another job as its output", OUTPUT, () -> strangers.getAttribute(INPUT));
        file("its own output and the output of other texts", ERROR, () -> strangers.getAttribute(OUTPUT));
        file("its own output and the output of some of the texts", ERROR, () -> sharing.getAttribute(OUTPUT));
        file("its own output and the errors of other texts", ERROR, () -> failed.getAttribute(ERROR));
        file("its own output twice", ERROR, () -> own.getAttribute(OUTPUT));
        file("its own output and a job of rerankings", ERROR, () -> ranking.getAttribute(OUTPUT));
        file("the input of another job", INPUT, () -> strangers.getAttribute(INPUT));
        file("the ID of another job", BATCH_ID, () -> strangers.getAttribute(BATCH_ID));
        forgeries.put("another job without files", attributes -> {
            attributes.keySet().removeAll(List.of(OUTPUT, ERROR, INPUT));
            attributes.put(BATCH_ID, strangers.getAttribute(BATCH_ID));
        });
        forgeries.put("a job of rerankings without files", attributes -> {
            attributes.keySet().removeAll(List.of(OUTPUT, ERROR, INPUT));
            attributes.put(BATCH_ID, ranking.getAttribute(BATCH_ID));
        });
        forgeries.put("all attributes of another job", attributes -> attributes.putAll(strangers.getAttributes()));
        forgeries.put(
                "all attributes of a job of documents", attributes -> attributes.putAll(documents.getAttributes()));
    }

    static Stream<BadInputCase> cases() {
        final ForeignResults all = new ForeignResults();
        return all.forgeries.entrySet().stream()
                .map(forgery -> new BadInputCase(
                        KIND, forgery.getKey(), "DownloadBatchResults", server -> all.run(server, forgery.getValue())));
    }

    /**
     * Changes attributes.
     */
    @FunctionalInterface
    private interface Forgery {
        void change(Map<String, String> attributes);
    }

    /**
     * Returns the ID of a file or job.
     */
    @FunctionalInterface
    private interface Id {
        String get();
    }

    private void file(final String name, final String attribute, final Id id) {
        forgeries.put(name, attributes -> attributes.put(attribute, id.get()));
    }

    private Outcome run(final BadInputServer server, final Forgery forgery) throws Exception {
        createJobs(server.flow());
        final Map<String, String> attributes = new HashMap<>(own.getAttributes());
        forgery.change(attributes);
        final TestRunner runner = server.flow().download();
        final Outcome outcome = new Outcome(own.toByteArray(), OptionalLong.of(3));
        runner.enqueue(own.toByteArray(), attributes);
        runner.run();
        outcome.add(runner);
        Records.assertOwnVectors(
                Records.read(outcome.flowFiles().getOrDefault("success", List.of())), "voyage-4", 1024);
        return outcome;
    }

    private void createJobs(final VoyageTestEnvironment flow) throws Exception {
        if (own != null) {
            return;
        }
        final String texts = Records.of("a dancer", "a tree", "a river");
        own = flow.await(flow.submit(flow.create(), texts));
        strangers = flow.await(flow.submit(flow.create(), Records.of("a baker", "a house", "a road")));
        sharing = flow.await(flow.submit(flow.create(), Records.of("a baker", "a tree")));
        final TestRunner small = flow.create();
        small.setProperty("Dimensions", "256");
        smaller = flow.await(flow.submit(small, texts));
        ranking = flow.await(flow.submit(flow.createRerank(), RecordProcessor.BATCH_RERANK.records()));
        documents = flow.await(flow.submit(flow.createContextualized(), RecordProcessor.BATCH_CHUNKS.records()));
        flow.voyage().faults().set(Fault.lines().response(1).statusCode(400).message("This text is not welcome"));
        failed = flow.await(flow.submit(flow.create(), Records.of("a lake", "a cloud")));
        flow.voyage().faults().clear();
    }
}
