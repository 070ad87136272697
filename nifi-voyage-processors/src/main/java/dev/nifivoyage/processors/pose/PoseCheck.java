/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.verification.Sample;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.StepResult;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;

/**
 * Describes the poses of a sample.
 */
public record PoseCheck(PoseOptions options) implements SampleCheck {
    public static final String DESCRIBE_POSE = "Describe Pose";

    @Override
    public String step() {
        return DESCRIBE_POSE;
    }

    @Override
    public ConfigVerificationResult check(final Sample sample)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final PoseReader poses = options.reader(sample.attributes());
        final PoseDescriber describer = options.describer();
        String last = null;
        try (InputRecords records = sample.records()) {
            InputRecord record;
            while ((record = records.next()) != null) {
                final Record view = record.view();
                try {
                    last = describer.describe(
                            poses.body(view), poses.hands(view), poses.performer(view), poses.seconds(view));
                } catch (final UnusablePoseException e) {
                    return StepResult.failed(DESCRIBE_POSE, "Record %d: %s".formatted(record.number(), e.getMessage()));
                }
            }
        }

        return StepResult.successful(DESCRIBE_POSE, "The last pose of the sample: %s".formatted(last));
    }
}
