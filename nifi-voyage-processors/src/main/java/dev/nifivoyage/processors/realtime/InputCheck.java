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
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.verification.RequestCheck;
import dev.nifivoyage.processors.verification.Sample;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.StepResult;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;

/**
 * Checks that the records of a sample can be embedded, and estimates what many records like them cost.
 *
 * @param inputs reads the inputs that would be sent
 * @param limits limits of a request
 */
record InputCheck(InputReader inputs, RequestLimits limits, UsagePrice price) implements SampleCheck {

    @Override
    public String step() {
        return RequestCheck.ESTIMATE_COST;
    }

    @Override
    public ConfigVerificationResult check(final Sample sample)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        long count = 0;
        long counted = 0;
        BilledUsage usage = BilledUsage.NONE;
        try (InputRecords records = sample.records()) {
            InputRecord record;
            while ((record = records.next()) != null) {
                count++;
                switch (inputs.read(record)) {
                    case final RecordInput.Unusable unusable -> {
                        return StepResult.failed(
                                step(),
                                "Record %d cannot be sent: %s"
                                        .formatted(count, unusable.error().message()));
                    }
                    case RecordInput.Usable(final EmbeddingInput input) -> {
                        usage = usage.plus(input.estimatedUsage());
                        counted += input.estimatedTokens();
                    }
                }
            }
        }

        final long many = RequestCheck.MANY_RECORDS;
        final BilledUsage scaled =
                new BilledUsage(Math.ceilDiv(usage.tokens() * many, count), Math.ceilDiv(usage.pixels() * many, count));
        final long requests = Math.max(
                Math.ceilDiv(many, limits.inputs()),
                Math.ceilDiv(Math.ceilDiv(counted * many, count), limits.tokens()));
        return StepResult.successful(
                step(),
                "The sample has %,d %s of about %,d tokens of text and at most %,d pixels. %,d records like it have about %,d tokens and at most %,d pixels, %s. Cached vectors cost nothing"
                        .formatted(
                                count,
                                count == 1 ? "input" : "inputs",
                                usage.tokens(),
                                usage.pixels(),
                                many,
                                scaled.tokens(),
                                scaled.pixels(),
                                new RealTimePrice(price).explain(scaled, requests)));
    }
}
