/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.request.DocumentsSource;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.verification.DocumentsVerifier;
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
                List.of(DocumentsVerifier.DOCUMENTS_FILE, RerankVerification.RANKING),
                results.stream()
                        .map(ConfigVerificationResult::getVerificationStepName)
                        .toList());
        assertEquals(List.of(Outcome.SKIPPED, Outcome.SUCCESSFUL), outcomes(results));
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
        assertTrue(flow.voyage().ledger().totals().realTimeTokens() < 10);
    }

    @Test
    void findsAWrongModel() {
        runner.setProperty(Rerank.RERANK_MODEL, "rerank-99");

        final List<ConfigVerificationResult> results = verify(Map.of());

        assertEquals(List.of(Outcome.SKIPPED, Outcome.FAILED), outcomes(results));
        assertTrue(results.getLast().getExplanation().contains("rerank-99"), results.getLast()::getExplanation);
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

    private List<ConfigVerificationResult> verify(final Map<String, String> attributes) {
        return processor.verify(runner.getProcessContext(), runner.getLogger(), attributes);
    }

    private static List<Outcome> outcomes(final List<ConfigVerificationResult> results) {
        return results.stream().map(ConfigVerificationResult::getOutcome).toList();
    }
}
