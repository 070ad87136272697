/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.AlteredResponses;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Regression tests of a predecessor that assigned vectors to other texts, and lost records.
 */
class JoiningDefectsTest {
    private static final String MODEL = "voyage-4";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions().directContent(true));

    @Test
    @DisplayName("a: joined by line position")
    void aResultsAreJoinedByIdWhateverTheOrderAndGapsOfTheOutput() throws Exception {
        flow.voyage().faults().set(Fault.lines().error(0.1), Fault.output().drop(0.1));
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(200))));
        final List<String> done =
                JobView.customIds(JobView.lines(flow.voyage(), completed, VoyageAttributes.OUTPUT_FILE_ID));
        final List<String> asked = new ArrayList<>(
                JobView.customIds(JobView.lines(flow.voyage(), completed, VoyageAttributes.INPUT_FILE_ID)));
        asked.retainAll(new HashSet<>(done));
        assertNotEquals(asked, done, "the order of the output");
        assertTrue(done.size() < 190, "the gaps in the output");

        final List<JsonNode> records = JobView.records(flow.download(completed), "success");

        assertEquals(done.size(), records.size());
        Records.assertOwnVectors(records, MODEL, 1024);
    }

    @Test
    @DisplayName("b: failed and odd lines silently skipped")
    void bEverySubmittedRecordEndsInExactlyOneOutcome() throws Exception {
        flow.voyage()
                .faults()
                .set(
                        Fault.lines().response(0.1).error(0.1),
                        Fault.output().drop(0.1).duplicate(0.1).malform(0.1));
        final TestRunner download =
                flow.download(flow.await(flow.submit(flow.create(), Records.of(Records.numbered(300)))));

        final Set<Integer> ids = new TreeSet<>();
        int placed = 0;
        for (final String relationship : List.of("success", "rejected", "unprocessed")) {
            final List<JsonNode> records = JobView.records(download, relationship);
            assertFalse(records.isEmpty(), relationship);
            assertEquals(
                    "rejected".equals(relationship),
                    records.stream().allMatch(record -> record.path("error").hasNonNull("code")),
                    relationship);
            placed += records.size();
            records.forEach(record -> ids.add(record.path("id").asInt()));
        }
        assertEquals(300, placed);
        assertEquals(300, ids.size());
    }

    @Test
    @DisplayName("c: error file never read")
    void cErrorsAreReadInAllTheirShapes() throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.lines()
                        .response(0.3)
                        .error(0.3)
                        .statusCode(400)
                        .code("invalid_input")
                        .message("Too long."));
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(40))));
        final String errorFile =
                "/v1/files/%s/content".formatted(completed.getAttribute(VoyageAttributes.ERROR_FILE_ID));
        final List<JsonNode> lines = JobView.lines(flow.voyage(), completed, VoyageAttributes.ERROR_FILE_ID);
        // a third shape, that other servers of the same format have: no status, no body, no error
        final String third = """
            {"custom_id":%s,"response":{"status_code":0,"body":""},"error":null}""".formatted(lines.getFirst().path("custom_id"));

        final TestRunner download = flow.download();
        try (AlteredResponses altered = new AlteredResponses(
                flow.voyage(), "GET", errorFile, text -> third + text.substring(text.indexOf('\n')))) {
            altered.serve(download);
            VoyageTestEnvironment.enqueue(download, completed);
            download.run();
        }

        final List<JsonNode> errors = JobView.records(download, "rejected");
        assertEquals(lines.size(), errors.size());
        assertEquals(
                Set.of("http_400", "invalid_input", "unknown_error"),
                new HashSet<>(errors.stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList()));
        assertEquals(
                lines.size() - 1,
                errors.stream()
                        .filter(record -> "Too long."
                                .equals(record.path("error").path("message").asText()))
                        .count());
        assertEquals(40 - lines.size(), JobView.records(download, "success").size());
    }

    @Test
    @DisplayName("o: pairing stops at the shorter list")
    void oAVectorTooFewIsAnErrorWhereverVectorsArePaired() throws Exception {
        // real time: as many vectors as texts, or none at all
        final TestRunner realTime = flow.withRecords(new CreateEmbedding());
        try (AlteredResponses altered =
                new AlteredResponses(flow.voyage(), "POST", "/v1/embeddings", JoiningDefectsTest::withoutTheLast)) {
            altered.serve(realTime);
            realTime.enqueue(Records.of(Records.numbered(3)));
            realTime.run();
        }
        realTime.assertTransferCount("success", 0);
        final String message = JobView.only(realTime, "failure").getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("2 vectors for 3 inputs"), message);

        // a document: as many vectors as chunks
        final MockFlowFile document = flow.await(flow.submit(flow.createContextualized(), """
            {"id":0,"chunks":["one","two","three"]}"""));
        final TestRunner download = flow.download();
        try (AlteredResponses altered = new AlteredResponses(flow.voyage(), "GET", "/v1/files/.*/content", line -> {
            final ObjectNode response = (ObjectNode) AlteredResponses.parse(line);
            final ArrayNode vectors = (ArrayNode) response.at("/response/body/data/0/data");
            vectors.remove(vectors.size() - 1);
            return response + "\n";
        })) {
            altered.serve(download);
            VoyageTestEnvironment.enqueue(download, document);
            download.run();
        }
        download.assertTransferCount("success", 0);
        assertEquals(1, JobView.records(download, "rejected").size());

        // a job: as many records as it was made for
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(3))));
        final TestRunner shorter = flow.download();
        shorter.enqueue(Records.of(Records.numbered(2)), completed.getAttributes());
        shorter.run();
        shorter.assertAllFlowFilesTransferred("failure", 1);
        JobView.only(shorter, "failure").assertAttributeEquals(VoyageAttributes.ERROR_CODE, "record_count_mismatch");
    }

    private static String withoutTheLast(final String response) {
        final ObjectNode embeddings = (ObjectNode) AlteredResponses.parse(response);
        final ArrayNode data = (ArrayNode) embeddings.path("data");
        data.remove(data.size() - 1);
        return embeddings.toString();
    }
}
