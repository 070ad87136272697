/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.processors.verification.SampleVerifier;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.TestRunner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The results of a verification by the names of their steps.
 */
public record VerificationSteps(Map<String, ConfigVerificationResult> results) {

    public static VerificationSteps of(final TestRunner runner, final Map<String, String> attributes) {
        final Map<String, ConfigVerificationResult> results = new LinkedHashMap<>();
        ((VerifiableProcessor) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), attributes)
                .forEach(result -> assertEquals(null, results.put(result.getVerificationStepName(), result)));
        return new VerificationSteps(results);
    }

    public static VerificationSteps ofSample(final TestRunner runner, final String sample) {
        return of(runner, Map.of(SampleVerifier.ATTRIBUTE, sample));
    }

    public static VerificationSteps ofNothing(final TestRunner runner) {
        return of(runner, Map.of());
    }

    /**
     * Asserts that nothing was billed, uploaded, or created.
     */
    public static void assertFree(final VoyageLocalServer voyage) {
        assertEquals(0, voyage.ledger().totals().requests());
        assertEquals(
                List.of(),
                voyage.requests().counts().keySet().stream()
                        .filter(request -> !request.startsWith("GET "))
                        .toList());
    }

    public void assertSuccessful(final String step, final String explanation) {
        assertStep(step, Outcome.SUCCESSFUL, explanation);
    }

    public void assertFailed(final String step, final String explanation) {
        assertStep(step, Outcome.FAILED, explanation);
    }

    public void assertSkipped(final String step, final String explanation) {
        assertStep(step, Outcome.SKIPPED, explanation);
    }

    public void assertSteps(final String... steps) {
        assertEquals(List.of(steps), List.copyOf(results.keySet()));
    }

    private void assertStep(final String step, final Outcome outcome, final String explanation) {
        assertEquals(
                outcome + ": " + explanation,
                results.containsKey(step)
                        ? results.get(step).getOutcome() + ": "
                                + results.get(step).getExplanation()
                        : "no step " + step + " in " + results.keySet());
    }
}
