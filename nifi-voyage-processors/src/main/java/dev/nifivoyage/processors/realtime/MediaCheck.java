/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.UsagePrice;
import dev.nifivoyage.processors.multimodal.SampleMedia;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.Sample;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.StepResult;
import org.apache.nifi.components.ConfigVerificationResult;

/**
 * Estimates the cost of a sample that is one image, video, or text.
 */
record MediaCheck(UsagePrice price) implements SampleCheck {

    @Override
    public String step() {
        return RequestCheck.ESTIMATE_COST;
    }

    @Override
    public ConfigVerificationResult check(final Sample sample) {
        final BilledUsage usage;
        try {
            usage = SampleMedia.read(sample.content()).estimatedUsage();
        } catch (final UnusableInputException e) {
            return StepResult.failed(step(), e.getMessage());
        }

        return StepResult.successful(
                step(),
                "The sample has about %,d tokens of text and at most %,d pixels, %s. A cached vector costs nothing"
                        .formatted(usage.tokens(), usage.pixels(), new RealTimePrice(price).explain(usage, 1)));
    }
}
