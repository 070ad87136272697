/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.ModelPrice;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * DownloadBatchResults reports exactly the tokens and the cost that the server billed, even if many lines of the job
 * failed.
 */
class LedgerAgreementTest {
    private static final int RECORDS = 200;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @BeforeEach
    void startServer() {
        flow.voyage()
                .faults()
                .set(Fault.lines().response(0.1).error(0.1), Fault.output().duplicate(0.1));
    }

    @Test
    void agreesForEmbeddings() throws Exception {
        assertAgreement(flow.create(), "voyage-4", """
            {"text":"text number %1$d, and a few words more"}
            """);
    }

    @Test
    void agreesForContextualizedEmbeddings() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Embeddings Model", "voyage-context-3");
        assertAgreement(create, "voyage-context-3", """
            {"chunks":["document %1$d begins","goes on and on","and ends"]}
            """);
    }

    @Test
    void agreesForRankings() throws Exception {
        assertAgreement(flow.createRerank(), "rerank-2.5", """
                    {"query":"what is %1$d?","documents":["a number","not a word but a number","bread"]}
                    """);
    }

    private void assertAgreement(final TestRunner create, final String model, final String record) throws Exception {
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) {
            content.append(record.formatted(i));
        }
        final MockFlowFile submitted = flow.submit(create, content.toString());
        final TestRunner download = flow.download(flow.await(submitted));

        final MockFlowFile original = download.getFlowFilesForRelationship(DownloadBatchResults.ORIGINAL)
                .getFirst();
        final int failed = Integer.parseInt(original.getAttribute(VoyageAttributes.RECORDS_REJECTED))
                + Integer.parseInt(original.getAttribute(VoyageAttributes.RECORDS_UNPROCESSED));
        assertTrue(failed > 10, () -> failed + " failed records");
        assertTrue(failed < 80, () -> failed + " failed records");
        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(RECORDS - failed, billed.batchRequests());
        original.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed.batchTokens()));
        assertEquals(billed.batchTokens(), download.getCounterValue("Tokens"));

        final BigDecimal realTime = ModelPrice.ofName(model)
                .orElseThrow()
                .multiply(BigDecimal.valueOf(billed.batchTokens()))
                .movePointLeft(6)
                .setScale(8, RoundingMode.UNNECESSARY);
        final BigDecimal batch = realTime.multiply(new BigDecimal("0.67")).setScale(8, RoundingMode.HALF_UP);
        assertEquals(
                List.of(
                        realTime.toPlainString(),
                        batch.toPlainString(),
                        realTime.subtract(batch).toPlainString()),
                List.of(
                        original.getAttribute(VoyageAttributes.COST_REAL_TIME),
                        original.getAttribute(VoyageAttributes.COST),
                        original.getAttribute(VoyageAttributes.COST_SAVED)));
        // what was said before is still there to be held against it
        assertEquals(
                submitted.getAttribute(VoyageAttributes.COST_ESTIMATED),
                original.getAttribute(VoyageAttributes.COST_ESTIMATED));
        assertTrue(
                new BigDecimal(original.getAttribute(VoyageAttributes.COST_ESTIMATED)).compareTo(batch) > 0,
                "failed lines are not billed");
    }
}
