/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;

/**
 * The result of one step of a verification.
 */
public final class StepResult {

    private StepResult() {}

    public static ConfigVerificationResult successful(final String step, final String explanation) {
        return result(step, Outcome.SUCCESSFUL, explanation);
    }

    public static ConfigVerificationResult failed(final String step, final String explanation) {
        return result(step, Outcome.FAILED, explanation);
    }

    /**
     * The result of a step that found nothing out.
     */
    public static ConfigVerificationResult skipped(final String step, final String explanation) {
        return result(step, Outcome.SKIPPED, explanation);
    }

    private static ConfigVerificationResult result(final String step, final Outcome outcome, final String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
