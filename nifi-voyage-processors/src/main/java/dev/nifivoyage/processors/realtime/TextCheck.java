/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.Sample;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.StepResult;
import org.apache.nifi.components.ConfigVerificationResult;

/**
 * Estimates the cost of a sample that is one text.
 */
record TextCheck(RealTimeEstimate estimate) implements SampleCheck {

    @Override
    public String step() {
        return RequestCheck.ESTIMATE_COST;
    }

    @Override
    public ConfigVerificationResult check(final Sample sample) {
        return StepResult.successful(step(), estimate.ofText(TokenEstimate.ofText(sample.content())));
    }
}
