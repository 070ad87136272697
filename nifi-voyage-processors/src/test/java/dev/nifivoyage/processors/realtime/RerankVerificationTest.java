/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.VerificationSteps;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.request.DocumentsSource;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.verification.DocumentsVerifier;
import dev.nifivoyage.processors.verification.SampleVerifier;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The verification of Rerank.
 */
class RerankVerificationTest {
    private final Rerank processor = new Rerank();

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withRecords(processor);
    }

    @Test
    void ranksOneWord() {
        final List<ConfigVerificationResult> results = verify(Map.of());

        assertEquals(
                List.of(DocumentsVerifier.DOCUMENTS_FILE, RerankVerification.RANKING, SampleVerifier.READ_SAMPLE),
                results.stream()
                        .map(ConfigVerificationResult::getVerificationStepName)
                        .toList());
        assertEquals(List.of(Outcome.SKIPPED, Outcome.SUCCESSFUL, Outcome.SKIPPED), outcomes(results));
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
        assertTrue(flow.voyage().ledger().totals().realTimeTokens() < 10);
    }

    @Test
    void findsAWrongModel() {
        runner.setProperty(Rerank.RERANK_MODEL, "rerank-99");

        final List<ConfigVerificationResult> results = verify(Map.of());

        assertEquals(List.of(Outcome.SKIPPED, Outcome.FAILED, Outcome.SKIPPED), outcomes(results));
        assertTrue(results.get(1).getExplanation().contains("rerank-99"), results.get(1)::getExplanation);
    }

    @Test
    void readsTheDocuments(@TempDir final Path directory) throws Exception {
        final Path file = directory.resolve("documents.json");
        runner.setProperty(RerankProperties.DOCUMENTS_SOURCE, DocumentsSource.FILE);
        runner.setProperty(Rerank.DOCUMENTS_FILE, "${documents}");
        final Map<String, String> attributes = Map.of("documents", file.toString());

        assertEquals(Outcome.FAILED, verify(attributes).getFirst().getOutcome());
        Files.writeString(file, """
            {"text":"one"}
            {"text":"two"}
            """);
        assertEquals(
                file + " contains 2 documents", verify(attributes).getFirst().getExplanation());
        Files.writeString(file, """
            {"text":"one"}
            {"words":"two"}
            """);
        assertEquals(Outcome.FAILED, verify(attributes).getFirst().getOutcome());
    }

    @Test
    void readsTheSample() {
        final VerificationSteps steps =
                VerificationSteps.ofSample(runner, "{\"query\": \"one\", \"documents\": [\"two\", \"three\"]}");

        steps.assertSuccessful(
                "Documents Record Path",
                "/documents is an array of 2, the first of which is a string of 3 characters: \"two\"");
        steps.assertSuccessful("Ranking Record Path", "The field /ranking is added");
        assertTrue(
                steps.results()
                        .get("Estimate Cost")
                        .getExplanation()
                        .startsWith(
                                "The sample has 1 query, billed as about 5 tokens with the documents. "
                                        + "1,000 records like it have about 5,000 tokens, which cost about 0.00025000 US dollars in 1,000 requests"),
                steps::toString);
        VerificationSteps.ofSample(runner, "{\"question\": \"one\", \"documents\": [\"two\"]}")
                .assertFailed("Query Record Path", "Record 1: No value at /query; fields: question, documents");
    }

    private List<ConfigVerificationResult> verify(final Map<String, String> attributes) {
        return processor.verify(runner.getProcessContext(), runner.getLogger(), attributes);
    }

    private static List<Outcome> outcomes(final List<ConfigVerificationResult> results) {
        return results.stream().map(ConfigVerificationResult::getOutcome).toList();
    }
}
