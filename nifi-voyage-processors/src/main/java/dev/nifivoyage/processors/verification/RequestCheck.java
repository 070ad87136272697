/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.request.RequestExtractor;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;

/**
 * Checks that a sample has requests, and estimates what many records like it cost.
 *
 * @param extractor extracts the requests that would be sent
 * @param estimate explains their cost
 */
public record RequestCheck(ExtractorSource extractor, Estimate estimate) implements SampleCheck {
    public static final String ESTIMATE_COST = "Estimate Cost";
    /** Number of records whose cost is estimated. */
    public static final long MANY_RECORDS = 1_000;

    /**
     * Opens an extractor.
     */
    @FunctionalInterface
    public interface ExtractorSource {

        RequestExtractor open() throws IOException;
    }

    /**
     * Explains the cost of requests.
     */
    @FunctionalInterface
    public interface Estimate {

        String of(SampleRequests sample) throws IOException;
    }

    @Override
    public String step() {
        return ESTIMATE_COST;
    }

    @Override
    public ConfigVerificationResult check(final Sample sample)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final SampleRequests requests;
        try (InputRecords records = sample.records()) {
            requests = SampleRequests.read(records, extractor.open());
        }
        if (requests.unusable() > 0) {
            return StepResult.failed(
                    ESTIMATE_COST,
                    "%d of %d records cannot be sent: %s"
                            .formatted(
                                    requests.unusable(),
                                    requests.records(),
                                    requests.firstUnusable().orElseThrow()));
        }

        return StepResult.successful(ESTIMATE_COST, estimate.of(requests));
    }
}
