/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.realtime.Rerank;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The scores of a real-time ranking equal those of a job bit for bit, even if Voyage returned more digits than fit into
 * a float.
 */
class RealTimeScoresTest {
    private static final Pattern SCORE = Pattern.compile("\"relevance_score\": ?([0-9.]+)");
    private static final int RECORDS = 50;

    @Test
    void scoresOfManyDigitsAreTheSameDoubles() throws Exception {
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) {
            content.append("""
                    {"id":%d,"query":"who lifts arm %d","documents":["arm %d","who lifts both arms","bread","who %d"]}
                    """.formatted(i, i, i, i));
        }
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions().directContent(true));
                AlteredResponses jobs = new AlteredResponses(
                        flow.voyage(), "GET", "/v1/files/.*/content", RealTimeScoresTest::withMoreDigits);
                AlteredResponses realTime =
                        new AlteredResponses(flow.voyage(), "POST", "/v1/rerank", RealTimeScoresTest::withMoreDigits)) {
            final MockFlowFile completed = flow.await(flow.submit(flow.createRerank(), content.toString()));
            final TestRunner download = flow.download();
            jobs.serve(download);
            VoyageTestEnvironment.enqueue(download, completed);
            download.run();

            final TestRunner rerank = flow.withRecords(new Rerank());
            realTime.serve(rerank);
            rerank.enqueue(content.toString());
            rerank.run();

            final List<JsonNode> records = Records.read(rerank.getFlowFilesForRelationship("success"));
            final List<Long> bits = bits(records);
            assertEquals(4 * RECORDS, bits.size());
            assertTrue(
                    bits.stream()
                            .anyMatch(score ->
                                    (double) (float) Double.longBitsToDouble(score) != Double.longBitsToDouble(score)),
                    "some scores fit into no float");
            assertEquals(bits(Records.read(download.getFlowFilesForRelationship("success"))), bits);
            assertEquals(Records.read(download.getFlowFilesForRelationship("success")), records);
        }
    }

    private static String withMoreDigits(final String response) {
        return SCORE.matcher(response).replaceAll(score -> {
            final String digits = score.group(1).contains(".") ? score.group(1) : score.group(1) + '.';
            return "\"relevance_score\":%s%d".formatted(digits, 1_234_567_890_123L + digits.hashCode());
        });
    }

    private static List<Long> bits(final List<JsonNode> records) {
        return records.stream()
                .flatMap(record -> record.findValues("relevance_score").stream())
                .map(score -> Double.doubleToRawLongBits(score.doubleValue()))
                .toList();
    }
}
